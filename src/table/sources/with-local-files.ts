import type { TableOptions } from "../with-source.ts"
import { collectFiles } from "./collect.ts"
import { namedFolders } from "./folder-values.ts"
import { firstBytes, magicOf } from "./magic.ts"
import type { RawFile } from "./options.ts"
import { readSqlite } from "./read-sqlite.ts"
import { withFolders } from "./with-folders.ts"

/** A file of a table on this disk. */
export interface LocalFile {
  /** Absolute. */
  readonly path: string
  /** As a person knows it: a path, or an address without its secrets. */
  readonly name: string
  /** It was downloaded or written out of a database, and is gone when the work has ended. */
  readonly fetched: boolean
  /** Folders such as `year=2024` that it must stay in, since they say something of its rows. */
  readonly folders: readonly string[]
}

/**
 * Run work on the files that references stand for: those on this disk as they are, remote ones downloaded, and tables of databases
 * written out. What is read twice, or kept, is so fetched once.
 *
 * @throws what `collectFiles` and `work` throw
 */
export async function withLocalFiles<T>(
  references: readonly string[],
  options: TableOptions,
  work: (files: readonly LocalFile[]) => Promise<T>,
): Promise<T> {
  return withFolders(options, async (sourceOptions) => {
    const files: LocalFile[] = []
    for (const file of await collectFiles(references, sourceOptions)) {
      const isDatabase = magicOf(await firstBytes(file.path)) === "sqlite"
      const { path, name, fetched }: RawFile = isDatabase ? await readSqlite(file, {}, sourceOptions) : file
      files.push({ path, name, fetched: fetched === true, folders: fetched ? [] : namedFolders(path, options.root) })
    }
    return work(files)
  })
}
