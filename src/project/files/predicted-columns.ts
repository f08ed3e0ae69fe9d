import { formatNumber } from "../../base/index.ts"
import type { Model, Predicted } from "../../model/index.ts"
import type { FileRows, LeftOut, NewColumn } from "../../table/index.ts"
import { unseenValues } from "../run/unseen.ts"
import { leftOutText } from "./left-out-text.ts"

/**
 * The columns that `predict` adds: `prediction`, and for classes `probability_<class>`.
 *
 * @param made.extra columns that were asked for besides
 * @param leftOut rows that have no prediction and get a gap
 */
export function predictedColumns(
  model: Model,
  made: { readonly predicted: Predicted; readonly extra: readonly NewColumn[] },
  leftOut: LeftOut,
): readonly NewColumn[] {
  return [...columnsOf(model, made.predicted), ...made.extra].map((column) => withGaps(column, leftOut))
}

function columnsOf(model: Model, { values, probabilities }: Predicted): readonly NewColumn[] {
  if (model.task === "regression") return [{ name: "prediction", values }]
  const labels = Array.from(values, (index) => model.classes[index]!)
  return [
    { name: "prediction", values: labels },
    ...probabilities.map((shares, index) => ({ name: `probability_${model.classes[index]}`, values: shares })),
  ]
}

/** The column with nothing where a row was left out. */
function withGaps({ name, values }: NewColumn, { rows }: LeftOut): NewColumn {
  if (rows.length === 0) return { name, values }
  const isGap = new Set(rows)
  const length = values.length + rows.length
  let next = 0
  const at =
    <T>(gap: T, given: ArrayLike<T>) =>
    (_: unknown, row: number): T =>
      isGap.has(row) ? gap : given[next++]!
  return values instanceof Float64Array
    ? { name, values: Float64Array.from({ length }, at(Number.NaN, values)) }
    : { name, values: Array.from({ length }, at<string | null>(null, values)) }
}

/** What a person should know of the rows of a prediction. */
export function notesOf({ schema }: Model, rows: FileRows): readonly string[] {
  const { notes, leftOut } = rows
  return [...notes, ...leftOutText(leftOut, fateOf(leftOut)), ...unseenValues(schema, rows)]
}

function fateOf({ lines, rows }: LeftOut): string {
  const written = rows.length === 0 ? [] : [`${formatNumber(rows.length)} written with an empty prediction`]
  const cut = lines === 0 ? [] : [`${formatNumber(lines)} left out, as the line cannot be cut into columns`]
  return [...written, ...cut].join(", ")
}
