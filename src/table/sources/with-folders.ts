import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { join } from "node:path"
import { silent, withFileErrors } from "../../base/index.ts"
import type { TableOptions } from "../with-source.ts"
import type { SourceOptions } from "./options.ts"

/** Run work that may need folders of its own below the temporary one; they are made at need and removed at its end. */
export async function withFolders<T>(options: TableOptions, work: (options: SourceOptions) => Promise<T>): Promise<T> {
  const { settings, root, temporary, variables = {}, progress = silent, names = new Map() } = options
  const made: string[] = []
  const folder = async (): Promise<string> => {
    const path = await withFileErrors("write", temporary, async () => {
      await mkdir(temporary, { recursive: true })
      return mkdtemp(join(temporary, `source-${process.pid}-`))
    })
    made.push(path)
    return path
  }
  try {
    return await work({ settings, root, folder, progress, variables, names })
  } finally {
    for (const path of made) await rm(path, { recursive: true, force: true })
  }
}
