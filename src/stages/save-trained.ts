import { join } from "node:path"
import { formatBytes, KnownError } from "../base/index.ts"
import { userFeaturesOf } from "../feature/index.ts"
import { type Estimator, exportOnnx, type Model, type ModelSettings, ONNX_FILE, saveModel } from "../model/index.ts"
import type { Schema } from "../schema/index.ts"
import type { TrainResult } from "../train/index.ts"
import { answerRules } from "./answer-rules.ts"
import type { StageContext, StageReport } from "./context.ts"
import type { PreparedData } from "./features-folder.ts"
import { judgedFolder } from "./held-out.ts"
import { projectPaths } from "./paths.ts"
import { goneOnFrom } from "./warm-start.ts"

export interface Trained {
  readonly data: PreparedData
  readonly schema: Schema
  readonly result: TrainResult
  readonly whole?: WholeFit
}

/** What ships in place of the fit that is judged: the same choice fitted on all rows. */
export interface WholeFit {
  readonly data: PreparedData
  readonly estimator: Estimator
}

/**
 * The model folder: model, sketches of the training rows, and `model.onnx` as the settings want it; where the model that ships has
 * learnt from all rows, the one that is judged lies in a folder inside.
 */
export async function saveTrained(context: StageContext, trained: Trained): Promise<Pick<StageReport, "notes">> {
  const judged = await modelOf(context, trained)
  const { whole } = trained
  const model = whole === undefined ? judged : { ...judged, encoder: whole.data.encoder, estimator: whole.estimator }
  const { files, notes } = await onnxFile(model, context.settings.model)
  const folder = join(context.root, projectPaths.model)
  await saveModel(folder, model, { ...referenceFile(whole?.data ?? trained.data), ...files })
  if (whole !== undefined) await saveModel(judgedFolder(folder), judged, referenceFile(trained.data))
  return { notes }
}

const referenceFile = ({ reference }: PreparedData): Readonly<Record<string, string>> => ({
  "reference.json": `${JSON.stringify(reference)}\n`,
})

async function modelOf({ name, settings }: StageContext, made: Trained): Promise<Model> {
  const { expression } = settings.target
  return {
    name,
    task: settings.task,
    schema: made.schema,
    target: { name: settings.target.name, ...(expression === undefined ? {} : { expression }) },
    classes: made.data.classes,
    encoder: made.data.encoder,
    estimator: made.result.estimator,
    ...answerRules(
      made.result,
      { target: made.data.target, before: goneOnFrom(made.data, made.result)?.model },
      settings,
    ),
    ...(made.data.userCode === undefined ? {} : { userFeatures: await userFeaturesOf(made.data.userCode) }),
  }
}

async function onnxFile(
  model: Model,
  { onnx, maxOnnxMegabytes }: ModelSettings,
): Promise<Pick<StageReport, "notes"> & { readonly files: Readonly<Record<string, Uint8Array>> }> {
  if (onnx === "never") return { files: {}, notes: [] }
  try {
    const { bytes } = await exportOnnx(model)
    if (onnx === "always" || bytes.length <= maxOnnxMegabytes * MEGABYTE)
      return { files: { [ONNX_FILE]: bytes }, notes: [] }
    const note = `${ONNX_FILE} is left out, it would have ${formatBytes(bytes.length)}; write it with: mlwright models export --out ${ONNX_FILE}`
    return { files: {}, notes: [note] }
  } catch (error) {
    if (!(error instanceof KnownError)) throw error
    return { files: {}, notes: [`${ONNX_FILE} is left out: ${error.message}`] } // the model itself is whole
  }
}

const MEGABYTE = 1e6
