import { dirname, relative, sep } from "node:path"
import type { FolderValue } from "../files.ts"

/**
 * What the folders of a file say of its rows, as in `year=2024/month=1/part.parquet`: writers of data sets name them so. Folders above
 * the root say nothing of the table, unless the file lies outside of it.
 */
export function folderValues(path: string, root: string): readonly FolderValue[] {
  return namedFolders(path, root).flatMap((folder) => folderValue(folder) ?? [])
}

/** The folders of a file that say something of its rows, as they are called. */
export function namedFolders(path: string, root: string): readonly string[] {
  const short = relative(root, path)
  const folders = dirname(short.startsWith("..") ? path : short).split(sep)
  return folders.filter((folder) => folderValue(folder) !== undefined)
}

/** undefined when the folder's name is none of this kind. */
export function folderValue(folder: string): FolderValue | undefined {
  const [, name, value] = /^([\p{L}_][\p{L}\p{N}_. -]*)=(.+)$/u.exec(folder) ?? []
  if (name === undefined || value === undefined) return undefined
  return { name, value: value === noValue ? undefined : decoded(value) }
}

/** Marks that no file system takes are written with a percent sign. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** How Hive, and what writes as it does, names the folder of rows without a value. */
const noValue = "__HIVE_DEFAULT_PARTITION__"
