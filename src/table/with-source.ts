import type { Progress } from "../base/index.ts"
import type { Schema } from "../schema/index.ts"
import type { DataSettings } from "./config.ts"
import { formatsMixed } from "./errors.ts"
import type { SourceFile } from "./files.ts"
import { collectFiles } from "./sources/collect.ts"
import type { SourceOptions } from "./sources/options.ts"
import { readableFile } from "./sources/readable.ts"
import type { Variables } from "./sources/reference.ts"
import { withFolders } from "./sources/with-folders.ts"
import { type SourceWork, workOnFiles } from "./work-on-files.ts"

/** How files of a table are read. */
export interface TableOptions {
  readonly settings: DataSettings
  /** Folder that relative paths and globs start from. */
  readonly root: string
  /** Folder for what does not fit in memory, and for what is unpacked and downloaded; made when it is not there. */
  readonly temporary: string
  /** The environment: for `${NAME}` in an address, and for the endpoint of S3. */
  readonly variables?: Variables
  /** What files are called where their paths would say little; by absolute path. */
  readonly names?: ReadonlyMap<string, string>
  readonly progress?: Progress
}

/**
 * Open references to a table (paths, globs, folders, addresses) as one table for some work; everything is closed and what was
 * downloaded or unpacked is gone afterwards.
 *
 * @param options.writes files the work will write
 * @param options.schema whose columns are looked for
 * @throws what `collectFiles`, `readableFile`, `openSource` and `work` throw
 */
export async function withSource<T>(
  references: readonly string[],
  options: TableOptions & { readonly writes?: readonly string[]; readonly schema?: Schema | undefined },
  work: SourceWork<T>,
): Promise<T> {
  return withFolders(options, async (sourceOptions) => {
    const files = await readableFiles(references, sourceOptions)
    const { settings, temporary, schema, writes = [] } = options
    const names = schema === undefined ? undefined : new Set(schema.columns.map(({ name }) => name))
    const { threads, memoryMegabytes } = settings
    const paths = [...files.map(({ path }) => path), ...writes]
    return workOnFiles(files, { settings, names, temporary, threads, memoryMegabytes, paths }, work)
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
