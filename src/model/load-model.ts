import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { hashBytes, KnownError, withFileErrors } from "../base/index.ts"
import type { Model } from "./model.ts"
import { type ModelSource, readModel } from "./read-model.ts"

/**
 * A model from its artifact folder, checked as `readModel` does.
 *
 * @throws model.missing, model.corrupt, model.too-new
 */
export function loadModel(folder: string): Promise<Model> {
  return readModel(folderSource(folder))
}

function folderSource(folder: string): ModelSource {
  return {
    folder,
    read: async (name) => {
      const path = join(folder, name)
      try {
        return { bytes: await withFileErrors("read", path, () => readFile(path)) }
      } catch (error) {
        if (error instanceof KnownError && error.code === "base.file-missing") return { missing: error }
        throw error
      }
    },
    sha256: (bytes) => hashBytes("sha256", bytes),
  }
}
