import { access, constants, glob, readdir, stat } from "node:fs/promises"
import { isAbsolute, join, relative, resolve } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { fileEmpty, noFiles } from "../errors.ts"
import { isTableName } from "../files.ts"
import { fileSpecial, folderEmpty } from "./errors.ts"
import { fetchHttp } from "./fetch-http.ts"
import { fetchPostgres } from "./fetch-postgres.ts"
import { fetchS3 } from "./fetch-s3.ts"
import type { RawFile, SourceOptions } from "./options.ts"
import { readSqlite } from "./read-sqlite.ts"
import { parseReference, withoutSecrets } from "./reference.ts"

/**
 * The files that references stand for, on this disk: each once, globs and folders in the order of their names, remote ones
 * downloaded, tables of databases written out.
 *
 * @throws table.no-files, table.folder-empty, table.file-empty, base.file-missing, base.file-unreadable and what getting them throws
 */
export async function collectFiles(references: readonly string[], options: SourceOptions): Promise<readonly RawFile[]> {
  const found = new Map<string, RawFile>()
  for (const text of references) for (const file of await collect(text, options)) found.set(file.path, file)
  if (found.size === 0) throw noFiles(references)
  return [...found.values()]
}

async function collect(text: string, options: SourceOptions): Promise<readonly RawFile[]> {
  const reference = parseReference(text, options.variables)
  switch (reference.kind) {
    case "path":
      return localFiles(reference.path, options)
    case "http":
      return [await fetchHttp(reference.url, options)]
    case "s3":
      return fetchS3(reference, options)
    case "sqlite": {
      const file = await inspect(resolve(options.root, reference.path), options)
      return [await readSqlite(file, reference.select, options)]
    }
    case "postgres":
      return [await fetchPostgres({ ...reference, name: withoutSecrets(text) }, options)]
  }
}

async function localFiles(pattern: string, options: Named): Promise<readonly RawFile[]> {
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
  if (tables.length === 0) {
    throw folderEmpty(
      name,
      seen.filter((entry) => entry.isDirectory()).map((entry) => entry.name),
    )
  }
  return Promise.all(tables.map((file) => inspect(join(path, file), options)))
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

const isFolder = async (path: string): Promise<boolean> => (await stat(path)).isDirectory()

async function inspect(path: string, options: Named): Promise<RawFile> {
  const name = displayName(path, options)
  return withFileErrors("read", name, async () => {
    const about = await stat(path)
    await access(path, constants.R_OK)
    if (!about.isFile()) throw fileSpecial(name)
    if (about.size === 0) throw fileEmpty(name)
    return { path, name }
  })
}

type Named = Pick<SourceOptions, "root" | "names">

function displayName(path: string, { root, names }: Named): string {
  const given = names.get(path)
  if (given !== undefined) return given
  const short = relative(root, path)
  return short === "" || short.startsWith("..") || isAbsolute(short) ? path : short
}
