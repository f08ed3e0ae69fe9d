import { compareIdRepeats } from "../errors.ts"
import type { Engine } from "../query/engine.ts"
import { sqlName } from "../query/sql.ts"
import type { ColumnPair } from "./compare-schema.ts"
import { type RowChanges, type RowExample, shownColumns, shownRows, wholeRows } from "./row-changes.ts"

/**
 * Rows of one id are the same row.
 *
 * @param engine with the views `before` and `after`, of columns `c0, c1 ...` and `r`
 * @throws table.compare-id-repeats
 */
export async function matchById(
  engine: Engine,
  pairs: readonly ColumnPair[],
  id: readonly string[],
): Promise<RowChanges> {
  const keys = id.map((column) => `c${pairs.findIndex(({ name }) => name === column)}`)
  await checkUnique(engine, id, keys)
  const others = pairs.map(({ name }, index) => ({ name, key: `c${index}` })).filter(({ name }) => !id.includes(name))
  const joined = `before b JOIN after a ON ${keys.map((key) => `b.${key} = a.${key}`).join(" AND ")}`
  const columns = await findChanged(engine, others, joined)
  const [found = {}] = await engine.records(
    `SELECT (SELECT count(*) FROM before)::DOUBLE AS was, (SELECT count(*) FROM after)::DOUBLE AS is_now,
       (SELECT count(*) FROM ${joined})::DOUBLE AS same_id, (SELECT count(DISTINCT r) FROM changed)::DOUBLE AS changed`,
  )
  const [same, changed] = [Number(found["same_id"]), Number(found["changed"])]
  const match = keys.map((key) => `o.${key} = s.${key}`).join(" AND ")
  const only = (side: string, other: string): string =>
    `(SELECT * FROM ${side} s WHERE NOT EXISTS (FROM ${other} o WHERE ${match}) ORDER BY r LIMIT ${shownRows})`
  return {
    by: "id",
    id,
    added: Number(found["is_now"]) - same,
    removed: Number(found["was"]) - same,
    changed,
    unchanged: same - changed,
    changedColumns: columns
      .map(({ name, rows }) => ({ column: name, rows }))
      .sort((one, other) => other.rows - one.rows),
    examples: [
      ...(await wholeRows(engine, pairs, { kind: "removed", from: only("before", "after") })),
      ...(await wholeRows(engine, pairs, { kind: "added", from: only("after", "before") })),
      ...(await changedRows(engine, columns, { keys, id, joined })),
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

/** A column with other values in some rows of one id. */
interface Changed {
  readonly name: string
  readonly key: string
  readonly rows: number
}

/** Find the columns that changed, in order, some at a time: one select of a thousand takes ten times as long. The table `changed` has the rows. */
async function findChanged(
  engine: Engine,
  columns: readonly Pick<Changed, "name" | "key">[],
  joined: string,
): Promise<readonly Changed[]> {
  await engine.run("CREATE TEMP TABLE changed (r DOUBLE)")
  const changed: Changed[] = []
  for (const part of inParts(columns)) {
    const counts = part.map(({ key }) => `count(*) FILTER (${differs(key)})::DOUBLE AS ${key}`)
    const [row = {}] = await engine.records(`SELECT ${counts.join(", ")} FROM ${joined}`)
    const found = part.map((column) => ({ ...column, rows: Number(row[column.key]) })).filter(({ rows }) => rows > 0)
    const any = found.map(({ key }) => differs(key)).join(" OR ")
    if (found.length > 0) await engine.run(`INSERT INTO changed SELECT a.r FROM ${joined} WHERE ${any}`)
    changed.push(...found)
  }
  return changed
}

interface Matched {
  readonly keys: readonly string[]
  readonly id: readonly string[]
  readonly joined: string
}

/** The first rows that changed, each with the first columns that did. */
async function changedRows(
  engine: Engine,
  columns: readonly Changed[],
  { keys, id, joined }: Matched,
): Promise<readonly RowExample[]> {
  const first = `a.r IN (SELECT DISTINCT r FROM changed ORDER BY r LIMIT ${shownRows})`
  const ids = keys.map((key, index) => `a.${key} AS ${sqlName(`k${index}`)}`)
  const examples = new Map<number, Extract<RowExample, { readonly kind: "changed" }>>()
  for (const part of inParts(columns)) {
    const values = part.map(({ key }) => `b.${key} AS b${key}, a.${key} AS a${key}, ${differs(key)} AS d${key}`)
    for (const record of await engine.records(
      `SELECT a.r AS r, ${[...ids, ...values].join(", ")} FROM ${joined} WHERE ${first} ORDER BY a.r`,
    )) {
      const row = Number(record["r"])
      const names = Object.fromEntries(id.map((name, index) => [name, record[`k${index}`] ?? null]))
      const more = part
        .filter(({ key }) => record[`d${key}`] === true)
        .map(({ name, key }) => ({
          column: name,
          before: record[`b${key}`] ?? null,
          after: record[`a${key}`] ?? null,
        }))
      const changes = [...(examples.get(row)?.changes ?? []), ...more].slice(0, shownColumns)
      examples.set(row, { kind: "changed", row, id: names, changes })
    }
    if ([...examples.values()].every(({ changes }) => changes.length === shownColumns)) break
  }
  return [...examples.values()]
}

const differs = (key: string): string => `(b.${key} IS DISTINCT FROM a.${key})`

function inParts<T>(columns: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(columns.length / columnsAtOnce) }, (_, part) =>
    columns.slice(part * columnsAtOnce, (part + 1) * columnsAtOnce),
  )
}

const columnsAtOnce = 100
