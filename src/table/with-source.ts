import type { Progress } from "../base/index.ts"
import type { Schema } from "../schema/index.ts"
import type { DataSettings } from "./config.ts"
import { type Engine, withEngine } from "./engine.ts"
import { fileMalformed, formatsMixed } from "./errors.ts"
import type { SourceFile } from "./files.ts"
import { openSource, type Source } from "./source.ts"
import { collectFiles } from "./sources/collect.ts"
import type { SourceOptions } from "./sources/options.ts"
import { readableFile } from "./sources/readable.ts"
import type { Variables } from "./sources/reference.ts"
import { withFolders } from "./sources/with-folders.ts"
import { countRagged, isCutError } from "./text/count-ragged.ts"
import type { Opening, RaggedShare } from "./text/csv.ts"

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
  work: (engine: Engine, source: Source) => Promise<T>,
): Promise<T> {
  return withFolders(options, async (sourceOptions) => {
    const files = await readableFiles(references, sourceOptions)
    const { settings, temporary, schema, writes = [] } = options
    const names = schema === undefined ? undefined : new Set(schema.columns.map(({ name }) => name))
    const { threads, memoryMegabytes } = settings
    const paths = [...files.map(({ path }) => path), ...writes]
    let ragged: Opening["ragged"] = new Map()
    for (;;) {
      const result = await withEngine({ temporary, threads, memoryMegabytes, paths }, async (engine) =>
        workOrCount(engine, await openSource(engine, files, { settings, names, ragged }), work),
      )
      if ("done" in result) return result.done
      ragged = result.ragged
    }
  })
}

/** Work that a line stops which cannot be cut is done anew, when it is known whether such lines are many. */
async function workOrCount<T>(
  engine: Engine,
  source: Source,
  work: (engine: Engine, source: Source) => Promise<T>,
): Promise<{ readonly done: T } | { readonly ragged: ReadonlyMap<string, RaggedShare> }> {
  try {
    return { done: await work(engine, source) }
  } catch (error) {
    if (!isCutError(error)) throw error
    if (source.putsAside) throw fileMalformed(source.files[0]!.name, error)
    return { ragged: await countRagged(engine, source.texts) }
  }
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
