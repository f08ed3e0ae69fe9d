import { existsSync } from "node:fs"
import { join } from "node:path"
import { loadModel, type Model } from "../model/index.ts"
import type { Rows } from "../schema/index.ts"
import { readPreparedData } from "./features-folder.ts"
import { isJudged, readTableRows } from "./table-rows.ts"

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
  const inside = judgedFolder(folder)
  return loadModel(existsSync(inside) ? inside : folder)
}
