import { createWriteStream } from "node:fs"
import { mkdir, rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import { pipeline } from "node:stream/promises"
import { withFileErrors } from "../base/index.ts"
import { projectPaths } from "../stages/index.ts"
import type { FileRequest } from "./file-rows.ts"
import type { Project } from "./project.ts"

/** Standard input is kept in a file while it is read, because it is read twice: for the columns and to be written again. */
export async function openInput(
  project: Project,
  { file, from }: FileRequest,
): Promise<{ readonly path: string; remove(): Promise<void> }> {
  if (file !== "-") return { path: resolve(from, file), remove: async () => {} }
  const folder = join(project.root, projectPaths.temporary)
  const path = join(folder, `standard-input-${process.pid}.csv`)
  await withFileErrors("write", path, async () => {
    await mkdir(folder, { recursive: true })
    await pipeline(process.stdin, createWriteStream(path))
  })
  return { path, remove: () => rm(path, { force: true }) }
}
