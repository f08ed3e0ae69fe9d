import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { join } from "node:path"
import { type Progress, silent, withFileErrors } from "../base/index.ts"
import type { DataSettings } from "./config.ts"
import { type Engine, withEngine } from "./engine.ts"
import { formatsMixed } from "./errors.ts"
import type { SourceFile } from "./files.ts"
import { openSource, type Source } from "./source.ts"
import { collectFiles } from "./sources/collect.ts"
import type { SourceOptions } from "./sources/options.ts"
import { readableFile } from "./sources/readable.ts"
import type { Variables } from "./sources/reference.ts"

/** How files of a table are read. */
export interface TableOptions {
  readonly settings: DataSettings
  /** Folder that relative paths and globs start from. */
  readonly root: string
  /** Folder for what does not fit in memory, and for what is unpacked and downloaded; made when it is not there. */
  readonly temporary: string
  /** The environment: for `${NAME}` in an address, and for the endpoint of S3. */
  readonly variables?: Variables
  readonly progress?: Progress
}

/**
 * Open references to a table (paths, globs, folders, addresses) as one table for some work; everything is closed and what was
 * downloaded or unpacked is gone afterwards.
 *
 * @param writes files the work will write
 * @throws what `collectFiles`, `readableFile`, `openSource` and `work` throw
 */
export async function withSource<T>(
  references: readonly string[],
  options: TableOptions & { readonly writes?: readonly string[] },
  work: (engine: Engine, source: Source) => Promise<T>,
): Promise<T> {
  return withFolders(options, async (sourceOptions) => {
    const files = await readableFiles(references, sourceOptions)
    const { settings, temporary, writes = [] } = options
    const { threads, memoryMegabytes } = settings
    const paths = [...files.map(({ path }) => path), ...writes]
    return withEngine({ temporary, threads, memoryMegabytes, paths }, async (engine) =>
      work(engine, await openSource(engine, files, settings)),
    )
  })
}

async function readableFiles(references: readonly string[], options: SourceOptions): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = []
  for (const file of await collectFiles(references, options)) files.push(await readableFile(file, options))
  const formats = [...new Set(files.map(({ format }) => format))]
  if (formats.length > 1) {
    throw formatsMixed(
      formats,
      files.map(({ name }) => name),
    )
  }
  return files
}

/** Run work that may need folders of its own below the temporary one, which are made at need and removed at its end. */
async function withFolders<T>(options: TableOptions, work: (options: SourceOptions) => Promise<T>): Promise<T> {
  const { settings, root, temporary, variables = {}, progress = silent } = options
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
    return await work({ settings, root, folder, progress, variables })
  } finally {
    for (const path of made) await rm(path, { recursive: true, force: true })
  }
}
