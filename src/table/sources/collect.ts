import { resolve } from "node:path"
import { noFiles } from "../errors.ts"
import { fetchHttp } from "./fetch-http.ts"
import { fetchPostgres } from "./fetch-postgres.ts"
import { fetchS3 } from "./fetch-s3.ts"
import { inspect, localFiles } from "./local-files.ts"
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
