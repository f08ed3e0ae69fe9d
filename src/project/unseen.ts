import { formatNumber } from "../base/index.ts"
import { type ColumnSchema, inputColumns, type Rows, type Schema } from "../schema/index.ts"

/** A line for each input whose categories are known and that has words beyond them: such rows get a prediction all the same. */
export function unseenCategories(schema: Schema, rows: Rows): readonly string[] {
  return inputColumns(schema).flatMap((column) => unseenIn(column, rows))
}

function unseenIn({ name, categories }: ColumnSchema, rows: Rows): readonly string[] {
  const column = rows.columns.get(name)
  if (categories === undefined || column?.kind !== "string") return []
  const known = new Set(categories)
  const isUnseen = column.words.map((word) => !known.has(word))
  const unseen = column.codes.filter((code) => isUnseen[code] === true)
  if (unseen.length === 0) return []
  const shown = [...new Set(unseen)].slice(0, maxShown).map((code) => JSON.stringify(column.words[code]))
  return [
    `column ${JSON.stringify(name)} has categories that training never saw in ${formatNumber(unseen.length)} of ${formatNumber(rows.count)} rows, such as ${shown.join(", ")}`,
  ]
}

const maxShown = 3
