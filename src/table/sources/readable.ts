import { basename } from "node:path"
import { fileEmpty, formatUnknown } from "../errors.ts"
import { formatOfText, type SourceFile } from "../files.ts"
import { archiveMisnamed, archiveNested } from "./errors.ts"
import { firstBytes, type Magic, magicOf } from "./magic.ts"
import type { RawFile, SourceOptions } from "./options.ts"
import { packedEnding, unpack } from "./unpack.ts"
import { unzip } from "./unzip.ts"

/**
 * A file that the engine can read: the file itself, what is packed in it, or its rows written out in a format the engine knows.
 *
 * @throws table.archive-*, table.unpacked-too-large, table.format-unknown, table.file-empty
 */
export async function readableFile(file: RawFile, options: SourceOptions): Promise<SourceFile> {
  let current = file
  for (let depth = 0; ; depth++) {
    const head = await firstBytes(current.path)
    if (head.length === 0) throw fileEmpty(file.name)
    const magic = magicOf(head)
    const unpacked = depth > deepest ? undefined : await unpackOnce(current, magic, options)
    if (unpacked === undefined) return convert({ ...current, name: file.name }, { magic, head }, options)
    current = unpacked
  }
}

/** @returns undefined when the file is no archive */
async function unpackOnce(
  file: RawFile,
  magic: Magic | undefined,
  options: SourceOptions,
): Promise<RawFile | undefined> {
  if (magic === "gzip" || magic === "zstd") return unpack(file, magic, options)
  return magic === "zip" ? unzip(file, options) : undefined
}

async function convert(
  file: RawFile,
  { magic, head }: { readonly magic: Magic | undefined; readonly head: Buffer },
  { settings }: SourceOptions,
): Promise<SourceFile> {
  const { path, name, loose } = file
  switch (magic) {
    case "gzip":
    case "zstd":
      throw archiveNested(name, deepest + 1)
    case "parquet":
      return { path, name, format: "parquet", ...(loose && { loose }) }
    case "zip":
    case "arrow":
    case "sqlite":
    case "ole":
      throw formatUnknown(name, basename(path))
    case undefined:
      // The engine unpacks by the name.
      if (packedEnding.test(path)) throw archiveMisnamed(name)
      return { path, name, format: formatOfText({ path, name, head }, settings.format) }
  }
}

/** A table in an archive in an archive is someone's habit; deeper ones are an attack. */
const deepest = 2
