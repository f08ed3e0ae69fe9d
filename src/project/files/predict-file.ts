import { resolve } from "node:path"
import { type Progress, systemClock } from "../../base/index.ts"
import { writePredictions } from "../../table/index.ts"
import { outIsInput } from "../errors.ts"
import { loadResolved } from "../models.ts"
import { placesOf } from "../places.ts"
import type { Project } from "../project.ts"
import { type FileRequest, readFileRows } from "./file-rows.ts"
import { withInput } from "./input-file.ts"
import { withRecords } from "./look-up.ts"
import { type Asked, type PredictedRows, predictRows } from "./predict-rows.ts"
import { notesOf } from "./predicted-columns.ts"

export interface PredictedFile extends Pick<PredictedRows, "explanations"> {
  /** Rows with a prediction. */
  readonly rows: number
  /** Rows that could not be read, where `data.badRows` says not to fail. */
  readonly leftOut: number
  readonly out: string
  readonly seconds: number
  /** What a person should know of the rows. */
  readonly notes: readonly string[]
}

export interface PredictRequest extends FileRequest, Asked {
  readonly out: string
}

/**
 * Predictions for every row of a file, written beside its own columns. With `badRows: drop` a row that cannot be read is written
 * with an empty prediction, so that no row is missed; a line that cannot be cut into columns cannot be written either.
 *
 * @throws project.out-is-input, model.explain-uncounted, model.intervals-missing, model.interval-level,
 * model.prediction-sets-missing, model.prediction-set-level
 */
export async function predictFile(
  project: Project,
  request: PredictRequest,
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
    const { columns, explanations } = predictRows(model, rows, { ...request, progress })
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
    return { rows: rows.count, leftOut: rows.leftOut.count, out, seconds, explanations, notes: notesOf(model, rows) }
  })
}
