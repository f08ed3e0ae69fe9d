import type { Json } from "../../base/index.ts"
import { compareIdRepeats } from "../errors.ts"
import type { Engine } from "../query/engine.ts"
import { sqlName, sqlText } from "../query/sql.ts"
import type { TypedColumn } from "../typed/typed.ts"
import type { ColumnPair } from "./compare-schema.ts"

/** How the rows of two tables differ, over the columns that both have. */
export interface RowChanges {
  /** `id`: rows of one id are the same row. `content`: equal rows are, as often as they occur, and no row can change. */
  readonly by: "id" | "content"
  /** Columns that name a row; empty by content. */
  readonly id: readonly string[]
  readonly added: number
  readonly removed: number
  readonly changed: number
  readonly unchanged: number
  /** Columns with other values in rows that both have; the most changed first. */
  readonly changedColumns: readonly { readonly column: string; readonly rows: number }[]
  /** The first few of each kind, in the order of the tables. */
  readonly examples: readonly RowExample[]
}

export type RowExample =
  | {
      readonly kind: "added" | "removed"
      /** From 1, in its own table. */
      readonly row: number
      readonly values: Readonly<Record<string, Json>>
    }
  | {
      readonly kind: "changed"
      /** From 1, in the second table. */
      readonly row: number
      readonly id: Readonly<Record<string, Json>>
      readonly changes: readonly { readonly column: string; readonly before: Json; readonly after: Json }[]
    }

interface Sides {
  /** Typed files. */
  readonly before: string
  readonly after: string
  /** Columns that name a row; none to match by content. */
  readonly id: readonly string[]
}

/** @throws table.compare-id-repeats */
export async function compareRows(
  engine: Engine,
  pairs: readonly ColumnPair[],
  { before, after, id }: Sides,
): Promise<RowChanges> {
  await laySide(engine, "before", { pairs, file: before })
  await laySide(engine, "after", { pairs, file: after })
  return id.length === 0 ? byContent(engine, pairs) : byId(engine, pairs, id)
}

/** A view of the typed file with the shared columns as `c0, c1 ...`, brought to one type. */
async function laySide(
  engine: Engine,
  side: "before" | "after",
  { pairs, file }: { readonly pairs: readonly ColumnPair[]; readonly file: string },
): Promise<void> {
  const items = pairs.map((pair, index) => {
    const [own, other] = side === "before" ? [pair.before, pair.after] : [pair.after, pair.before]
    return `${comparable(own, other)} AS c${index}`
  })
  await engine.run(`CREATE TEMP VIEW ${side} AS SELECT r, ${items.join(", ")} FROM read_parquet(${sqlText(file)})`)
}

/** What a value is compared as. Between a number and a text, `1.50` and `1.5` are equal. */
function comparable({ key, type }: TypedColumn, other: TypedColumn): string {
  if (kindOf(type) === kindOf(other.type)) return key
  if (isInstant(type) && isInstant(other.type)) return `CAST(${key} AS TIMESTAMP)`
  const text = `CAST(${key} AS VARCHAR)`
  return type === "string" && kindOf(other.type) === "number"
    ? `coalesce(CAST(TRY_CAST(${key} AS DOUBLE) AS VARCHAR), ${key})`
    : text
}

const kindOf = (type: TypedColumn["type"]): string => (type === "integer" ? "number" : type)
const isInstant = (type: TypedColumn["type"]): boolean => type === "date" || type === "datetime"

async function byContent(engine: Engine, pairs: readonly ColumnPair[]): Promise<RowChanges> {
  const columns = pairs.map((_, index) => `c${index}`).join(", ")
  // A group of equal rows keeps the place of its first, so that the examples are the same every time.
  await engine.run(
    `CREATE TEMP TABLE grouped AS SELECT first_row, was, is_now FROM (
       SELECT ${columns}, min(r) FILTER (side = 0) AS row_before, min(r) FILTER (side = 1) AS row_after,
         count(*) FILTER (side = 0) AS was, count(*) FILTER (side = 1) AS is_now,
         CASE WHEN was > is_now THEN row_before ELSE row_after END AS first_row
       FROM (SELECT *, 0 AS side FROM before UNION ALL SELECT *, 1 AS side FROM after)
       GROUP BY ${columns})`,
  )
  const [counts = {}] = await engine.records(
    `SELECT coalesce(sum(greatest(is_now - was, 0)), 0)::DOUBLE AS added, coalesce(sum(greatest(was - is_now, 0)), 0)::DOUBLE AS removed,
       coalesce(sum(least(was, is_now)), 0)::DOUBLE AS unchanged FROM grouped`,
  )
  const examples: RowExample[] = []
  for (const [kind, side, more] of [
    ["removed", "before", "was > is_now"],
    ["added", "after", "is_now > was"],
  ] as const) {
    const rows = `SELECT first_row FROM grouped WHERE ${more} ORDER BY first_row LIMIT ${shownRows}`
    examples.push(...(await wholeRows(engine, pairs, { kind, from: `${side} WHERE r IN (${rows})` })))
  }
  return {
    by: "content",
    id: [],
    added: Number(counts["added"]),
    removed: Number(counts["removed"]),
    changed: 0,
    unchanged: Number(counts["unchanged"]),
    changedColumns: [],
    examples,
  }
}

async function byId(engine: Engine, pairs: readonly ColumnPair[], id: readonly string[]): Promise<RowChanges> {
  const keys = id.map((column) => `c${pairs.findIndex(({ name }) => name === column)}`)
  await checkUnique(engine, id, keys)
  const others = pairs.map(({ name }, index) => ({ name, key: `c${index}` })).filter(({ name }) => !id.includes(name))
  const on = keys.map((key) => `b.${key} = a.${key}`).join(" AND ")
  const differs = others.map(({ key }) => `b.${key} IS DISTINCT FROM a.${key}`)
  const any = differs.length === 0 ? "false" : differs.join(" OR ")
  const counts = others.map(({ key }, index) => `count(*) FILTER (both_sides AND ${differs[index]})::DOUBLE AS n${key}`)
  const joined = `(SELECT * FROM before) b FULL JOIN (SELECT * FROM after) a ON ${on}`
  const both = "b.r IS NOT NULL AND a.r IS NOT NULL"
  const [found = {}] = await engine.records(
    `SELECT count(*) FILTER (b.r IS NULL)::DOUBLE AS added, count(*) FILTER (a.r IS NULL)::DOUBLE AS removed,
       count(*) FILTER (both_sides AND (${any}))::DOUBLE AS changed, count(*) FILTER (both_sides)::DOUBLE AS same_id
       ${counts.map((count) => `, ${count}`).join("")} FROM ${joined}`.replaceAll("both_sides", `(${both})`),
  )
  const changed = Number(found["changed"])
  const match = keys.map((key) => `o.${key} = s.${key}`).join(" AND ")
  const only = (side: string, other: string): string =>
    `(SELECT * FROM ${side} s WHERE NOT EXISTS (FROM ${other} o WHERE ${match}) ORDER BY r LIMIT ${shownRows})`
  return {
    by: "id",
    id,
    added: Number(found["added"]),
    removed: Number(found["removed"]),
    changed,
    unchanged: Number(found["same_id"]) - changed,
    changedColumns: others
      .map(({ name, key }) => ({ column: name, rows: Number(found[`n${key}`]) }))
      .filter(({ rows }) => rows > 0)
      .sort((one, other) => other.rows - one.rows),
    examples: [
      ...(await wholeRows(engine, pairs, { kind: "removed", from: only("before", "after") })),
      ...(await wholeRows(engine, pairs, { kind: "added", from: only("after", "before") })),
      ...(changed === 0 ? [] : await changedRows(engine, { keys, id, others, on, any })),
    ],
  }
}

async function checkUnique(engine: Engine, id: readonly string[], keys: readonly string[]): Promise<void> {
  for (const side of ["before", "after"]) {
    const known = keys.map((key) => `${key} IS NOT NULL`).join(" AND ")
    const [row = {}] = await engine.records(
      `SELECT (SELECT count(*) FROM ${side})::DOUBLE AS rows,
         (SELECT count(*) FROM (SELECT DISTINCT ${keys.join(", ")} FROM ${side} WHERE ${known}))::DOUBLE AS names`,
    )
    const extra = Number(row["rows"]) - Number(row["names"])
    if (extra > 0) throw compareIdRepeats(id, side === "before" ? "first" : "second", extra)
  }
}

async function wholeRows(
  engine: Engine,
  pairs: readonly ColumnPair[],
  { kind, from }: { readonly kind: "added" | "removed"; readonly from: string },
): Promise<readonly RowExample[]> {
  const shown = pairs.slice(0, shownColumns)
  const items = shown.map((_, index) => `${plain(pairs[index]!)(`c${index}`)} AS v${index}`)
  const rows = await engine.records(`SELECT r, ${items.join(", ")} FROM ${from} ORDER BY r LIMIT ${shownRows}`)
  return rows.map((record) => ({
    kind,
    row: Number(record["r"]),
    values: Object.fromEntries(shown.map(({ name }, index) => [name, record[`v${index}`] ?? null])),
  }))
}

/** Instants as text, everything else as JSON has it. */
function plain({ before, after }: ColumnPair): (value: string) => string {
  return (value) => (isInstant(before.type) && isInstant(after.type) ? `CAST(${value} AS VARCHAR)` : value)
}

interface IdRows {
  readonly keys: readonly string[]
  readonly id: readonly string[]
  readonly others: readonly { readonly name: string; readonly key: string }[]
  readonly on: string
  readonly any: string
}

async function changedRows(engine: Engine, { keys, id, others, on, any }: IdRows): Promise<readonly RowExample[]> {
  const names = keys.map((key, index) => `a.${key} AS ${sqlName(`k${index}`)}`)
  const values = others.flatMap(({ key }) => [
    `b.${key} AS b${key}`,
    `a.${key} AS a${key}`,
    `(b.${key} IS DISTINCT FROM a.${key}) AS d${key}`,
  ])
  const rows = await engine.records(
    `SELECT a.r AS r, ${[...names, ...values].join(", ")} FROM before b JOIN after a ON ${on} WHERE ${any} ORDER BY a.r LIMIT ${shownRows}`,
  )
  return rows.map((record) => ({
    kind: "changed",
    row: Number(record["r"]),
    id: Object.fromEntries(id.map((name, index) => [name, record[`k${index}`] ?? null])),
    changes: others
      .filter(({ key }) => record[`d${key}`] === true)
      .slice(0, shownColumns)
      .map(({ name, key }) => ({ column: name, before: record[`b${key}`] ?? null, after: record[`a${key}`] ?? null })),
  }))
}

const shownRows = 5
const shownColumns = 12
