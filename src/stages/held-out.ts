import { existsSync } from "node:fs"
import { join } from "node:path"
import type { Score } from "../evaluate/index.ts"
import { loadModel, type Model } from "../model/index.ts"
import type { Rows, Schema } from "../schema/index.ts"
import type { StageSettings } from "./context.ts"
import { heldOutAlike } from "./errors.ts"
import { type PreparedData, readPreparedData } from "./features-folder.ts"
import { isJudged, readTableRows } from "./table-rows.ts"
import { targetOf } from "./target.ts"

/** The rows of `data/table.parquet` that were held out of training. */
export async function heldOutRows(root: string, model: Model): Promise<Rows> {
  const { split } = await readPreparedData(root)
  return readHeldOut(root, model, split.test)
}

/** @param rows row numbers of those held out */
export function readHeldOut(root: string, { schema }: Model, rows: Int32Array): Promise<Rows> {
  return readTableRows(root, schema, { columns: isJudged, rows })
}

/** Where the model lies that scores are of, inside the folder of one that has learnt from the held-out rows too. */
export const judgedFolder = (folder: string): string => join(folder, "judged")

/**
 * The model of an artifact that has not seen the rows held out: the one that ships, or what it was before it learnt from all rows.
 *
 * @throws model.missing, model.corrupt, model.too-new
 */
export function loadJudged(folder: string): Promise<Model> {
  return loadModel(judgedOr(folder))
}

/** Where the model of an artifact lies that has not seen the rows held out. */
export function judgedOr(folder: string): string {
  const inside = judgedFolder(folder)
  return existsSync(inside) ? inside : folder
}

/**
 * Refuse, before hours of training, held-out rows on which the metric that will judge the model is not defined.
 *
 * @throws stages.held-out-alike
 */
export async function checkHeldOut(
  root: string,
  { split, classes }: PreparedData,
  asked: { readonly schema: Schema; readonly score: Score; readonly settings: StageSettings },
): Promise<void> {
  const { schema, score, settings } = asked
  const rows = await readTableRows(root, schema, { columns: ({ role }) => role === "target", rows: split.test })
  const { values } = targetOf(rows, { name: settings.target.name, task: settings.task, schema, classes })
  const [first] = values
  if (first === undefined || values.some((value) => value !== first)) return
  const outputs = Array.from({ length: settings.task === "multiclass" ? classes.length : 1 }, () =>
    values.map(() => 0.5),
  )
  if (Number.isNaN(score.of(values, outputs))) throw heldOutAlike(score.name, classes[first] ?? String(first))
}
