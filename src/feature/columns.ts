import type { Rows } from "../schema/index.ts"
import { columnKind, columnMissing } from "./errors.ts"

/** @throws feature.column-missing, feature.column-kind */
export function numbersOf(rows: Rows, name: string): Float64Array {
  const column = rows.columns.get(name)
  if (column === undefined) throw columnMissing(name, [...rows.columns.keys()])
  if (column.kind !== "number") throw columnKind(name, { wanted: "number", got: "string" })
  return column.values
}

/** @throws feature.column-missing, feature.column-kind */
export function wordsOf(rows: Rows, name: string): { readonly codes: Int32Array; readonly words: readonly string[] } {
  const column = rows.columns.get(name)
  if (column === undefined) throw columnMissing(name, [...rows.columns.keys()])
  if (column.kind !== "string") throw columnKind(name, { wanted: "string", got: "number" })
  return column
}
