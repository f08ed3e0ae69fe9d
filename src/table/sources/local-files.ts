import { access, constants, glob, readdir, stat } from "node:fs/promises"
import { isAbsolute, join, relative, resolve } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { fileEmpty } from "../errors.ts"
import { isTableName } from "../files.ts"
import { fileSpecial, folderEmpty } from "./errors.ts"
import { folderValue, folderValues } from "./folder-values.ts"
import type { RawFile, SourceOptions } from "./options.ts"

/**
 * The files of this disk that a path or pattern stands for, in the order of their names.
 *
 * @throws table.folder-empty, table.file-empty, table.file-special, base.file-missing, base.file-unreadable
 */
export async function localFiles(pattern: string, options: Named): Promise<readonly RawFile[]> {
  const { root } = options
  const literal = resolve(root, pattern)
  if (!/[*?[\]{}]/.test(pattern) || (await exists(literal))) return fileOrFolder(literal, options)
  const paths: string[] = []
  for await (const path of glob(pattern, { cwd: root })) paths.push(resolve(root, path))
  const files: RawFile[] = []
  for (const path of paths.sort()) if (!(await isFolder(path))) files.push(await inspect(path, options))
  return files
}

async function fileOrFolder(path: string, options: Named): Promise<readonly RawFile[]> {
  const name = displayName(path, options)
  if (!(await withFileErrors("read", name, () => isFolder(path)))) return [await inspect(path, options)]
  const entries = await withFileErrors("read", name, () => readdir(path, { withFileTypes: true }))
  const seen = entries.filter(({ name }) => !/^[._]/.test(name))
  const names = seen.filter((entry) => !entry.isDirectory()).map((entry) => entry.name)
  const tables = names.filter(isTableName).sort()
  const folders = seen.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const parts = tables.length === 0 ? folders.filter((folder) => folderValue(folder) !== undefined).sort() : []
  if (parts.length > 0) return (await Promise.all(parts.map((part) => fileOrFolder(join(path, part), options)))).flat()
  if (tables.length === 0) throw folderEmpty(name, folders)
  return Promise.all(tables.map((file) => inspect(join(path, file), options)))
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

const isFolder = async (path: string): Promise<boolean> => (await stat(path)).isDirectory()

/** A file, seen to be one that can be read. */
export async function inspect(path: string, options: Named): Promise<RawFile> {
  const name = displayName(path, options)
  return withFileErrors("read", name, async () => {
    const about = await stat(path)
    await access(path, constants.R_OK)
    if (!about.isFile()) throw fileSpecial(name)
    if (about.size === 0) throw fileEmpty(name)
    const folders = folderValues(path, options.root)
    return { path, name, ...(folders.length > 0 && { folders }) }
  })
}

type Named = Pick<SourceOptions, "root" | "names">

function displayName(path: string, { root, names }: Named): string {
  const given = names.get(path)
  if (given !== undefined) return given
  const short = relative(root, path)
  return short === "" || short.startsWith("..") || isAbsolute(short) ? path : short
}
