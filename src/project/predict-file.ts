import { resolve } from "node:path"
import { formatNumber, type Progress, systemClock } from "../base/index.ts"
import { type Model, type Predicted, predict } from "../model/index.ts"
import { type LeftOut, type NewColumn, writePredictions } from "../table/index.ts"
import { outIsInput } from "./errors.ts"
import { type FileRequest, readFileRows } from "./file-rows.ts"
import { withInput } from "./input-file.ts"
import { leftOutText } from "./left-out-text.ts"
import { withRecords } from "./look-up.ts"
import { loadResolved } from "./models.ts"
import { placesOf } from "./places.ts"
import type { Project } from "./project.ts"
import { unseenCategories } from "./unseen.ts"

export interface PredictedFile {
  /** Rows with a prediction. */
  readonly rows: number
  /** Rows that could not be read, where `data.badRows` says not to fail. */
  readonly leftOut: number
  readonly out: string
  readonly seconds: number
  /** What a person should know of the rows. */
  readonly notes: readonly string[]
}

/**
 * Predictions for every row of a file, written beside its own columns. With `badRows: drop` a row that cannot be read is written
 * with an empty prediction, so that no row is missed; a line that cannot be cut into columns cannot be written either.
 *
 * @throws project.out-is-input
 */
export async function predictFile(
  project: Project,
  request: FileRequest & { readonly out: string },
  effects: { readonly progress: Progress },
): Promise<PredictedFile> {
  const started = systemClock.elapsed()
  const model = await withRecords(project, (records) => loadResolved(project, records, request))
  const { progress } = effects
  const out = request.out === "-" ? "-" : resolve(request.from, request.out)
  return withInput(project, { request, progress }, async (input) => {
    if (input.files.includes(out)) throw outIsInput(request.out)
    progress({ text: "reading the table" })
    const rows = await readFileRows(project, model, { ...input, target: false })
    const columns = predictedColumns(model, predict(model, rows)).map((column) => withGaps(column, rows.leftOut))
    progress({ text: "writing" })
    await writePredictions(input.files, columns, {
      out,
      standardOutput: process.stdout,
      schema: model.schema,
      settings: project.config.data,
      names: input.names,
      ...placesOf(project.root),
    })
    const seconds = (systemClock.elapsed() - started) / 1000
    const { leftOut } = rows
    const notes = [...leftOutText(leftOut, fateOf(leftOut)), ...unseenCategories(model.schema, rows)]
    return { rows: rows.count, leftOut: leftOut.count, out, seconds, notes }
  })
}

/** The columns that `predict` adds: `prediction`, and for classes `probability_<class>`. */
function predictedColumns(model: Model, { values, probabilities }: Predicted): readonly NewColumn[] {
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

function fateOf({ lines, rows }: LeftOut): string {
  const written = rows.length === 0 ? [] : [`${formatNumber(rows.length)} written with an empty prediction`]
  const cut = lines === 0 ? [] : [`${formatNumber(lines)} left out, as the line cannot be cut into columns`]
  return [...written, ...cut].join(", ")
}
