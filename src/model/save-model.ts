import type { Model } from "./model.ts"

/**
 * Write the artifact folder whole or not at all; the same model gives the same bytes.
 *
 * @param companions further files of the folder, name -> text, such as `metrics.json`
 * @throws base.disk-full, base.folder-read-only
 */
export async function saveModel(
  _folder: string,
  _model: Model,
  _companions: Readonly<Record<string, string>>,
): Promise<void> {
  throw new Error("not built yet")
}
