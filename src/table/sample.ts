import type { ColumnSchema, LeakSuspect, Rows, Schema } from "../schema/index.ts"
import { castColumn, castOnce } from "./cast.ts"
import type { Engine } from "./engine.ts"
import { fetchRows } from "./fetch.ts"
import { findLeaks } from "./leak.ts"
import type { TargetedTable } from "./target.ts"
import type { TypedColumn, TypedTable } from "./typed.ts"

/** Leaks of the target among the other columns, by some thousand rows. */
export async function lookForLeaks(
  engine: Engine,
  { table, target, uses }: TargetedTable,
): Promise<readonly LeakSuspect[]> {
  const candidates = table.columns.filter(({ name }) => name !== target.name && !uses.includes(name))
  const items = [...candidates, target].map((column) => ({
    name: column.name,
    type: column.type === "string" ? ("category" as const) : column.type,
    value: column.key,
  }))
  const rows = await fetchRows(engine, items, { from: everyFew(table, leakRows) })
  return findLeaks({ rows, candidates, target })
}

/**
 * Rows for a sketch, typed by the schema: all, or some spread evenly over the table. Columns that nothing is learnt from are left
 * out: an id has another word in every row.
 */
export async function sampleRows(engine: Engine, table: TypedTable, schema: Schema): Promise<Rows> {
  const items = schema.columns.flatMap((wanted) => {
    const column = table.columns.find(({ name }) => name === wanted.name)
    const isLearnt = wanted.role === "feature" || wanted.role === "time" || wanted.role === "target"
    if (column === undefined || !(isLearnt || wanted.role === "leak")) return []
    return [{ name: wanted.name, type: wanted.type, value: sketchValue(column, wanted) }]
  })
  const most = Math.max(fewestSketchedRows, Math.floor(mostSketchedCells / Math.max(1, items.length)))
  return fetchRows(engine, items, { from: everyFew(table, Math.min(most, mostSketchedRows)) })
}

/** What is known to be of its type needs no cast, which would take long to plan in a wide table. Whole numbers lie there as doubles. */
function sketchValue({ key, type }: TypedColumn, wanted: ColumnSchema): string {
  const isNumber = type === "integer" || type === "number"
  if (isNumber ? wanted.type === "integer" || wanted.type === "number" : type === wanted.type) return key
  return castOnce(key, castColumn(key, isNumber ? "number" : type, wanted))
}

/** The typed table, or rows spread evenly over it when it is larger. */
function everyFew(table: TypedTable, most: number): string {
  const step = Math.ceil(table.rows / most)
  return step <= 1 ? "typed" : `(SELECT * FROM typed WHERE rowid % ${step} = 0)`
}

const leakRows = 20_000

const mostSketchedRows = 100_000

/** A table of a thousand columns is sketched from fewer rows, so that the sample stays within some hundred megabytes. */
const mostSketchedCells = 10_000_000

const fewestSketchedRows = 20_000
