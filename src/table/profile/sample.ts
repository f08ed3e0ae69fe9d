import type { ColumnSchema, LeakSuspect, Rows, Schema } from "../../schema/index.ts"
import { fetchRows } from "../fetch.ts"
import { findLeaks } from "../leak/leak.ts"
import { castColumn, castOnce } from "../query/cast.ts"
import type { Engine } from "../query/engine.ts"
import { mostCellsInMemory } from "../typed/set-typed.ts"
import type { TypedColumn, TypedTable } from "../typed/typed.ts"
import type { TargetedTable } from "./target.ts"

/** Rows spread evenly over a table, for what need not be computed from all of them. */
export interface Sample {
  readonly table: TypedTable
  /** The engine's relation that holds them, and the number of each in the table, from 0. */
  readonly from: string
  readonly number: string
  /** The relation of those that the columns are sketched from; at most 100,000. */
  readonly sketched: string
}

/** Take out of a large table, in one pass, the rows that its samples are made of. */
export async function takeSample(engine: Engine, table: TypedTable): Promise<Sample> {
  const few = sketchedRows(table)
  if (table.rows * table.columns.length <= mostCellsInMemory) {
    const all = { table, from: "typed", number: "rowid" }
    return { ...all, sketched: everyFew(all, few) }
  }
  const keys = table.columns.map(({ key }) => key)
  const wanted = [leakRows, few].map((most) => `rowid % ${stepOf(table, most)} = 0`)
  await engine.run(
    `CREATE OR REPLACE TEMP TABLE sampled AS SELECT ${keys.join(", ")}, rowid AS number FROM typed WHERE ${wanted.join(" OR ")}`,
  )
  const some = { table, from: "sampled", number: "number" }
  return { ...some, sketched: everyFew(some, few) }
}

/** Leaks of the target among the other columns, by some thousand rows. */
export async function lookForLeaks(
  engine: Engine,
  sample: Sample,
  { table, target, uses }: TargetedTable,
): Promise<readonly LeakSuspect[]> {
  const candidates = table.columns.filter(({ name }) => name !== target.name && !uses.includes(name))
  const items = [...candidates, target].map((column) => ({
    name: column.name,
    type: column.type === "string" ? ("category" as const) : column.type,
    value: column.key,
  }))
  const rows = await fetchRows(engine, items, { from: everyFew(sample, leakRows) })
  return findLeaks({ rows, candidates, target })
}

/**
 * Rows for a sketch, typed by the schema: all, or some spread evenly over the table. Columns that nothing is learnt from are left
 * out: an id has another word in every row.
 */
export async function sampleRows(engine: Engine, sample: Sample, schema: Schema): Promise<Rows> {
  const items = schema.columns.flatMap((wanted) => {
    const column = sample.table.columns.find(({ name }) => name === wanted.name)
    const isLearnt = wanted.role === "feature" || wanted.role === "time" || wanted.role === "target"
    if (column === undefined || !(isLearnt || wanted.role === "leak")) return []
    return [{ name: wanted.name, type: wanted.type, value: sketchValue(column, wanted) }]
  })
  return fetchRows(engine, items, { from: sample.sketched })
}

/** What is known to be of its type needs no cast, which would take long to plan in a wide table. Whole numbers lie there as doubles. */
function sketchValue({ key, type }: TypedColumn, wanted: ColumnSchema): string {
  const isNumber = type === "integer" || type === "number"
  if (isNumber ? wanted.type === "integer" || wanted.type === "number" : type === wanted.type) return key
  return castOnce(key, castColumn(key, isNumber ? "number" : type, wanted))
}

/** The typed table, or rows spread evenly over it when it is larger. */
function everyFew({ table, from, number }: Omit<Sample, "sketched">, most: number): string {
  const step = stepOf(table, most)
  return step <= 1 ? from : `(SELECT * FROM ${from} WHERE ${number} % ${step} = 0)`
}

function stepOf({ rows }: TypedTable, most: number): number {
  return Math.ceil(rows / most)
}

function sketchedRows({ columns }: TypedTable): number {
  return Math.min(mostSketchedRows, Math.max(fewestSketchedRows, Math.floor(mostSketchedCells / columns.length)))
}

const leakRows = 20_000

const mostSketchedRows = 100_000

/** A table of a thousand columns is sketched from fewer rows, so that the sample stays within some hundred megabytes. */
const mostSketchedCells = 10_000_000

const fewestSketchedRows = 20_000
