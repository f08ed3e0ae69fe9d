import type { Json } from "../../base/index.ts"
import { type ColumnSchema, inputColumns, type Schema } from "../column.ts"
import type { Column, Rows } from "../rows.ts"
import { formatInstant } from "./instant.ts"

/**
 * Rows as JSON records of the input columns that `rows` has; missing values are null. `parseRecords` reads them back to the
 * same rows.
 */
export function recordsOf(schema: Schema, rows: Rows): Record<string, Json>[] {
  const present = inputColumns(schema).flatMap((column) => {
    const values = rows.columns.get(column.name)
    return values === undefined ? [] : [{ column, values }]
  })
  return Array.from({ length: rows.count }, (_, row) =>
    Object.fromEntries(present.map(({ column, values }) => [column.name, valueAt(column, values, row)])),
  )
}

function valueAt(column: ColumnSchema, values: Column, row: number): Json {
  if (values.kind === "string") return values.words[values.codes[row]!] ?? null
  const value = values.values[row]!
  if (Number.isNaN(value)) return null
  switch (column.type) {
    case "boolean":
      return value !== 0
    case "date":
    case "datetime":
      return formatInstant(value, column.type)
    default:
      return value
  }
}
