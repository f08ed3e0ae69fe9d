import type { Rows } from "../rows.ts"
import type { ColumnSketch, Sketch, WordSketch } from "../sketch/sketch.ts"
import { sketchWords } from "../sketch/words.ts"
import type { CurrentNumbers } from "./numbers.ts"

/** The current values of a column: `missing` of `rows` have none. */
export type CurrentColumn = (CurrentNumbers | WordSketch) & { readonly rows: number }

/** The values of the column that the reference describes; undefined when there is no such column. */
export function currentColumn(reference: ColumnSketch, current: Rows | Sketch): CurrentColumn | undefined {
  if ("format" in current) return ofSketch(current.columns.find(({ name }) => name === reference.name))
  const column = current.columns.get(reference.name)
  if (column === undefined) return undefined
  if (column.kind === "string") {
    const kept = reference.kind === "string" ? reference.words : []
    return { ...sketchWords(reference, column, kept), rows: current.count }
  }
  let missing = 0
  for (const value of column.values) if (Number.isNaN(value)) missing++
  return { kind: "number", values: column.values, missing, rows: current.count }
}

function ofSketch(column: ColumnSketch | undefined): CurrentColumn | undefined {
  if (column === undefined) return undefined
  const rows = column.count + column.missing
  if (column.kind === "string") return { ...column, rows }
  const { missing, points } = column
  return { kind: "number", values: Float64Array.from(points.values), counts: points.counts, missing, rows }
}
