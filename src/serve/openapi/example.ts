import type { Json } from "../../base/index.ts"
import { type ColumnSchema, formatInstant, inputColumns, type Schema } from "../../schema/index.ts"

/** A row that the schema accepts: the middle of each range, the first word of each category. */
export function exampleRecord(schema: Schema): Readonly<Record<string, Json>> {
  return Object.fromEntries(inputColumns(schema).map((column) => [column.name, exampleValue(column)]))
}

function exampleValue(column: ColumnSchema): Json {
  switch (column.type) {
    case "integer":
      return Math.round(middle(column))
    case "number":
      return Number(middle(column).toPrecision(4))
    case "boolean":
      return false
    case "category":
      return column.categories?.[0] ?? "a"
    case "text":
      return "some words"
    case "identifier":
      return "a1"
    case "date":
    case "datetime":
      return formatInstant(exampleInstant, column.type)
  }
}

function middle(column: ColumnSchema): number {
  if (column.range === undefined) return 1
  const [low, high] = column.range
  return low + (high - low) / 2
}

const exampleInstant = Date.UTC(2024, 0, 15, 9, 30)
