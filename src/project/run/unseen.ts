import { formatNumber } from "../../base/index.ts"
import { type ColumnSchema, inputColumns, type Rows, type Schema } from "../../schema/index.ts"

/** A line for each input with words, gaps or numbers that a request would be refused or warned for: such rows get a prediction all the same. */
export function unseenValues(schema: Schema, rows: Rows): readonly string[] {
  return inputColumns(schema).flatMap((column) => [
    ...unseenWords(column, rows),
    ...unseenGaps(column, rows),
    ...unseenNumbers(column, rows),
  ])
}

function unseenGaps({ name, nullable }: ColumnSchema, rows: Rows): readonly string[] {
  const column = rows.columns.get(name)
  if (nullable || column === undefined) return []
  const gaps =
    column.kind === "string"
      ? column.codes.filter((code) => code < 0).length
      : column.values.filter((value) => Number.isNaN(value)).length
  if (gaps === 0) return []
  return [
    `column ${JSON.stringify(name)} is missing in ${shareOf(gaps, rows)}, which the model's schema does not allow`,
  ]
}

function unseenNumbers({ name, range }: ColumnSchema, rows: Rows): readonly string[] {
  const column = rows.columns.get(name)
  if (range === undefined || column?.kind !== "number") return []
  const [low, high] = range
  const outside = column.values.filter((value) => value < low || value > high)
  if (outside.length === 0) return []
  const shown = [...new Set(outside)].slice(0, maxShown).map(String).join(", ")
  return [
    `column ${JSON.stringify(name)} is outside of the range of the model's schema, ${low} to ${high}, in ${shareOf(outside.length, rows)}, such as ${shown}`,
  ]
}

function unseenWords({ name, categories }: ColumnSchema, rows: Rows): readonly string[] {
  const column = rows.columns.get(name)
  if (categories === undefined || column?.kind !== "string") return []
  const known = new Set(categories)
  const isUnseen = column.words.map((word) => !known.has(word))
  const unseen = column.codes.filter((code) => isUnseen[code] === true)
  if (unseen.length === 0) return []
  const shown = [...new Set(unseen)].slice(0, maxShown).map((code) => JSON.stringify(column.words[code]))
  return [
    `column ${JSON.stringify(name)} has categories that training never saw in ${shareOf(unseen.length, rows)}, such as ${shown.join(", ")}`,
  ]
}

function shareOf(count: number, rows: Rows): string {
  return `${formatNumber(count)} of ${formatNumber(rows.count)} rows`
}

const maxShown = 3
