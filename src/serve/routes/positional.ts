import { shapeUnknown } from "../errors.ts"
import { kindOf } from "./reply.ts"

/**
 * Rows of values as records, the n-th value under the n-th name.
 *
 * @throws serve.shape-unknown when a row is not an array as long as the names
 */
export function recordsByPosition(names: readonly string[], rows: readonly unknown[]): Record<string, unknown>[] {
  return rows.map((row, position) => {
    if (!Array.isArray(row)) {
      throw shapeUnknown(`row ${position} to be an array of ${names.length} values`, kindOf(row))
    }
    if (row.length !== names.length) {
      throw shapeUnknown(
        `row ${position} to have ${names.length} values (${names.join(", ")})`,
        `${row.length} ${row.length === 1 ? "value" : "values"}`,
      )
    }
    return Object.fromEntries(names.map((name, column) => [name, row[column] as unknown]))
  })
}

/**
 * Columns of values as records, a row per value.
 *
 * @throws serve.shape-unknown when a column is not an array or not as long as the first
 */
export function recordsByColumn(columns: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  const entries = Object.entries(columns).map(([name, values]) => {
    if (!Array.isArray(values)) throw shapeUnknown(`column "${name}" to be an array`, kindOf(values))
    return [name, values as readonly unknown[]] as const
  })
  const rows = entries[0]?.[1].length ?? 0
  for (const [name, values] of entries) {
    if (values.length !== rows) throw shapeUnknown(`column "${name}" to have ${rows} values`, `${values.length}`)
  }
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(entries.map(([name, values]) => [name, values[row]])),
  )
}
