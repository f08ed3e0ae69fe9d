import type { Model } from "../model/index.ts"
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
