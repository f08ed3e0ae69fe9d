import { createWriteStream } from "node:fs"
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { type Progress, withFileErrors } from "../../base/index.ts"
import { resolveReference, withLocalFiles } from "../../table/index.ts"
import { placesOf } from "../places.ts"
import type { Project } from "../project.ts"
import type { FileRequest } from "./file-rows.ts"

/** Files on this disk, and what they are called. */
export interface Input {
  readonly files: readonly string[]
  readonly names: ReadonlyMap<string, string>
}

/**
 * Run work on the table that a request names. It may be read twice, for the columns and to be written again: standard input is kept
 * in a file meanwhile, and what an address gives is downloaded once.
 */
export async function withInput<T>(
  project: Project,
  { request, progress }: { readonly request: FileRequest; readonly progress: Progress },
  work: (input: Input) => Promise<T>,
): Promise<T> {
  if (request.file === "-") return withStandardInput(project, work)
  const options = { settings: project.config.data, ...placesOf(project.root), progress }
  return withLocalFiles([resolveReference(request.from, request.file)], options, (files) =>
    work({ files: files.map(({ path }) => path), names: new Map(files.map(({ path, name }) => [path, name])) }),
  )
}

async function withStandardInput<T>(project: Project, work: (input: Input) => Promise<T>): Promise<T> {
  const { temporary } = placesOf(project.root)
  const folder = await withFileErrors("write", temporary, async () => {
    await mkdir(temporary, { recursive: true })
    return mkdtemp(join(temporary, `standard-input-${process.pid}-`))
  })
  try {
    const path = join(folder, "rows")
    await withFileErrors("write", path, () => pipeline(process.stdin, createWriteStream(path)))
    return await work({ files: [path], names: new Map([[path, "standard input"]]) })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
