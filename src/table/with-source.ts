import type { DataSettings } from "./config.ts"
import { type Engine, withEngine } from "./engine.ts"
import { resolveFiles } from "./files.ts"
import { openSource, type Source } from "./source.ts"

/** How files of a table are read. */
export interface TableOptions {
  readonly settings: DataSettings
  /** Folder that relative paths and globs start from. */
  readonly root: string
  /** Folder for what does not fit in memory; made when it is not there. */
  readonly temporary: string
}

/**
 * Open files as one table for some work; everything is closed afterwards.
 *
 * @param writes files the work will write
 * @throws what `resolveFiles`, `openSource` and `work` throw
 */
export async function withSource<T>(
  files: readonly string[],
  options: TableOptions & { readonly writes?: readonly string[] },
  work: (engine: Engine, source: Source) => Promise<T>,
): Promise<T> {
  const { settings, root, temporary, writes = [] } = options
  const found = await resolveFiles(files, { root, format: settings.format })
  const paths = [...found.map(({ path }) => path), ...writes]
  const { threads, memoryMegabytes } = settings
  return withEngine({ temporary, threads, memoryMegabytes, paths }, async (engine) =>
    work(engine, await openSource(engine, found, settings)),
  )
}
