import { open } from "node:fs/promises"
import { fileEmpty } from "../errors.ts"
import { formatOfText, type SourceFile } from "../files.ts"
import { archiveMisnamed, archiveNested, workbookEncrypted, workbookOld } from "./errors.ts"
import { firstBytes, type Magic, magicOf } from "./magic.ts"
import type { RawFile, SourceOptions } from "./options.ts"
import { readArrow } from "./read-arrow.ts"
import { readExcel } from "./read-excel.ts"
import { readSqlite } from "./read-sqlite.ts"
import { packedEnding, unpack } from "./unpack.ts"
import { unzip } from "./unzip.ts"

/**
 * A file that the engine can read: the file itself, what is packed in it, or its rows written out in a format the engine knows.
 *
 * @throws table.archive-*, table.unpacked-too-large, table.format-unknown, table.file-empty, table.workbook-*, table.sheet-*,
 *   table.arrow-unreadable, table.table-needed, table.table-missing, table.database-*
 */
export async function readableFile(file: RawFile, options: SourceOptions): Promise<SourceFile> {
  let current = file
  for (let steps = 0; steps <= mostSteps; steps++) {
    const head = await firstBytes(current.path)
    if (head.length === 0) throw fileEmpty(file.name)
    const magic = magicOf(head)
    const folders = file.folders === undefined ? {} : { folders: file.folders }
    const { path, notes = [] } = current
    if (magic === "parquet") return { path, name: file.name, format: "parquet", notes, ...folders }
    if (magic === undefined) return { ...textFile({ ...current, name: file.name }, head, options), ...folders }
    current = await nearer(current, magic, options)
  }
  throw archiveNested(file.name, mostSteps)
}

/** What is in a file, as a file that is one step nearer to a table. */
async function nearer(file: RawFile, magic: Exclude<Magic, "parquet">, options: SourceOptions): Promise<RawFile> {
  switch (magic) {
    case "gzip":
    case "zstd":
      return unpack(file, magic, options)
    case "zip":
      return (await unzip(file, options)) ?? readExcel(file, options)
    case "sqlite":
      return readSqlite(file, {}, options)
    case "arrow":
      return readArrow(file, options)
    case "ole":
      throw (await isEncrypted(file.path)) ? workbookEncrypted(file.name) : workbookOld(file.name)
  }
}

function textFile({ path, name, ownCsv, notes = [] }: RawFile, head: Buffer, { settings }: SourceOptions): SourceFile {
  if (ownCsv) return { path, name, format: "csv", ownCsv, notes }
  // The engine unpacks by the name.
  if (packedEnding.test(path)) throw archiveMisnamed(name)
  return { path, name, format: formatOfText({ path, name, head }, settings.format) }
}

/** A protected workbook is kept in a container of the kind that older workbooks are, as a part of this name. */
async function isEncrypted(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1 << 20), 0, 1 << 20, 0)
    return buffer.subarray(0, bytesRead).includes(Buffer.from("EncryptedPackage", "utf16le"))
  } finally {
    await file.close()
  }
}

/** A workbook in an archive in an archive is someone's habit; more is an attack. */
const mostSteps = 3
