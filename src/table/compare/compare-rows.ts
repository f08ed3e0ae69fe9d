import type { Engine } from "../query/engine.ts"
import { sqlText } from "../query/sql.ts"
import type { TypedColumn } from "../typed/typed.ts"
import type { ColumnPair } from "./compare-schema.ts"
import { matchById } from "./match-by-id.ts"
import { isInstant, type RowChanges, type RowExample, shownRows, wholeRows } from "./row-changes.ts"

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
  return id.length === 0 ? byContent(engine, pairs) : matchById(engine, pairs, id)
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
