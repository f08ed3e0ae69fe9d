import { resolve } from "node:path"
import { type Progress, systemClock } from "../base/index.ts"
import { type Model, type Predicted, predict } from "../model/index.ts"
import { type NewColumn, writePredictions } from "../table/index.ts"
import { outIsInput } from "./errors.ts"
import { type FileRequest, readFileRows } from "./file-rows.ts"
import { withInput } from "./input-file.ts"
import { withRecords } from "./look-up.ts"
import { loadResolved } from "./models.ts"
import { placesOf } from "./places.ts"
import type { Project } from "./project.ts"
import { unseenCategories } from "./unseen.ts"

export interface PredictedFile {
  readonly rows: number
  readonly out: string
  readonly seconds: number
  /** What a person should know of the rows. */
  readonly notes: readonly string[]
}

/**
 * Predictions for every row of a file, written beside its own columns.
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
    const columns = predictedColumns(model, predict(model, rows))
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
    return { rows: rows.count, out, seconds, notes: unseenCategories(model.schema, rows) }
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
