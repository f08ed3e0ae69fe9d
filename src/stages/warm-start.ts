import { join } from "node:path"
import { canonicalJson, isPlainObject, type Json, readText } from "../base/index.ts"
import { applyUserFeatures, encode, type UserFeatures } from "../feature/index.ts"
import { loadModel, type Model } from "../model/index.ts"
import type { Rows, Schema, Sketch } from "../schema/index.ts"
import type { TrainResult, WarmStart } from "../train/index.ts"
import type { StageContext, StageSettings } from "./context.ts"
import { warmStartDiffers, warmStartUnfound, warmStartUnprepared } from "./errors.ts"
import type { PreparedData } from "./features-folder.ts"
import { judgedOr } from "./held-out.ts"
import type { learnFeatures } from "./learn-features.ts"

/** A model that training goes on from. */
interface StartModel {
  readonly model: Model
  /** The REF in its fullest form. */
  readonly ref: string
  /** Of its model.json. */
  readonly sha256: string
  /** Sketch of the rows it has learnt from; absent in artifacts that keep none. */
  readonly reference?: unknown
}

/** The two models of an artifact: the one that has not seen the rows held out, and the one that ships. */
export interface StartModels {
  readonly judged: StartModel
  readonly shipped: StartModel
}

/** What lies beside features that were taken over from a model. */
export interface PreparedStart extends Pick<StartModel, "model" | "ref" | "sha256"> {
  /** It has learnt from just these rows. */
  readonly knowsRows: boolean
}

/**
 * The model that `train.warmStart` names.
 *
 * @returns undefined for `never`, and for `champion` while there is none
 * @throws stages.warm-start-unfound, stages.warm-start-differs, model.missing, and what finding it throws
 */
export async function openStart({ settings, effects }: StageContext, schema: Schema): Promise<StartModels | undefined> {
  const { warmStart } = settings.train
  if (warmStart === "never") return undefined
  if (effects.findModel === undefined) throw warmStartUnfound(warmStart)
  const found = await effects.findModel(warmStart)
  if (found === undefined) return undefined
  const { folder, ref } = found
  const judged = await readStart(judgedOr(folder), ref)
  const differs = differenceOf(judged.model, schema, settings)
  if (differs !== undefined) throw warmStartDiffers(ref, differs)
  return { judged, shipped: await readStart(folder, ref) }
}

async function readStart(folder: string, ref: string): Promise<StartModel> {
  const model = await loadModel(folder)
  const document: unknown = JSON.parse(await readText(join(folder, "model.json")))
  const sha256 = isPlainObject(document) ? String(document["sha256"]) : ""
  const reference = await readText(join(folder, "reference.json")).catch(() => undefined)
  return { model, ref, sha256, ...(reference === undefined ? {} : { reference: JSON.parse(reference) as unknown }) }
}

/** Why its features are not those of these rows, in words; undefined when they are. */
function differenceOf(
  { task, target, schema: known, encoder, userFeatures }: Model,
  schema: Schema,
  settings: StageSettings,
): string | undefined {
  const { name, expression } = settings.target
  if (task !== settings.task) return `a ${settings.task} model is wanted, and it is a ${task} model`
  if (target.name !== name || target.expression !== expression)
    return `a model of "${expression ?? name}" is wanted, and it predicts "${target.expression ?? target.name}"`
  const typeOf = ({ columns }: Schema, column: string): string =>
    columns.find((one) => one.name === column && one.role !== "ignored")?.type ?? "missing"
  const own = new Set(userFeatures?.columns)
  const changed = encoder.inputs.find(
    ({ name: column }) => !own.has(column) && typeOf(known, column) !== typeOf(schema, column),
  )?.name
  return changed === undefined
    ? undefined
    : `the same columns are wanted, and "${changed}" is ${typeOf(known, changed)} there, ${typeOf(schema, changed)} here`
}

/** Features as a model makes them, of rows on which others have been learnt. */
export function takeOver(
  start: StartModel,
  learnt: ReturnType<typeof learnFeatures>,
  given: {
    readonly rows: Rows
    readonly schema: Schema
    readonly classes: readonly string[]
    readonly user: UserFeatures | undefined
    readonly reference: Sketch
  },
): Pick<PreparedData, "encoder" | "matrix"> & { readonly start: PreparedStart } {
  const { model, ref, sha256 } = start
  const { rows, schema, classes, user, reference } = given
  if (canonicalJson(model.classes) !== canonicalJson(classes))
    throw warmStartDiffers(
      ref,
      `its classes ${model.classes.join(", ")} are wanted, and the rows have ${classes.join(", ")}`,
    )
  if (model.userFeatures?.code !== user?.code)
    throw warmStartDiffers(ref, "the same src/features.ts is wanted, and it has changed")
  const { encoder } = model
  // features of rows that were learnt from leave each row's own target out
  const isSame = canonicalJson(encoder as unknown as Json) === canonicalJson(learnt.encoder as unknown as Json)
  const complete = user === undefined ? rows : applyUserFeatures(user, rows, schema)
  const matrix = isSame ? learnt.matrix : encode(encoder, complete)
  const sketch = JSON.parse(JSON.stringify(reference)) as Json
  const knowsRows = start.reference !== undefined && canonicalJson(start.reference as Json) === canonicalJson(sketch)
  return { encoder, matrix, start: { model, ref, sha256, knowsRows } }
}

/**
 * What training goes on from, as the features were made for it.
 *
 * @throws stages.warm-start-unprepared
 */
export function warmStartOf(
  { start, warmStart = "never" }: Pick<PreparedData, "start" | "warmStart">,
  { train }: Pick<StageSettings, "train">,
): WarmStart | undefined {
  if (train.warmStart !== warmStart) throw warmStartUnprepared(train.warmStart, warmStart)
  if (start === undefined) return undefined
  return { estimator: start.model.estimator, name: start.ref, knowsRows: start.knowsRows }
}

/**
 * What of the model before is in the one that was trained.
 *
 * @returns undefined where training started anew, and where the baseline was kept
 */
export function goneOnFrom(
  { start }: Pick<PreparedData, "start">,
  { best }: Pick<TrainResult, "best">,
): PreparedStart | undefined {
  return best.family === "baseline" ? undefined : start
}
