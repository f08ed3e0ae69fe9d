import type { Model } from "./model.ts"

/** @throws model.missing, model.corrupt, model.too-new */
export async function loadModel(_folder: string): Promise<Model> {
  throw new Error("not built yet")
}
