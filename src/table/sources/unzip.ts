import { basename, join } from "node:path"
import type { Readable } from "node:stream"
import type { Entry, ZipFile } from "yauzl"
import { KnownError } from "../../base/index.ts"
import { formatUnknown } from "../errors.ts"
import {
  archiveBroken,
  archiveCrowded,
  archiveEmpty,
  archiveEncrypted,
  archiveMethod,
  unpackedTooLarge,
} from "./errors.ts"
import { megabytes, type RawFile, type SourceOptions } from "./options.ts"
import { saveStream } from "./save-stream.ts"

/**
 * The one member of a .zip file in a file of its own. Only the last part of its name is used, so that no archive writes anywhere else.
 *
 * @returns undefined for an Excel workbook, which is a zip archive of many parts
 * @throws table.archive-*, table.unpacked-too-large, table.format-unknown for other documents that are archives
 */
export async function unzip(file: RawFile, options: SourceOptions): Promise<RawFile | undefined> {
  return withZip(file, async (zip, entries) => {
    const names = entries.map(({ fileName }) => fileName)
    if (names.includes("xl/workbook.xml")) return undefined
    const foreign = documents.find(({ member }) => names.includes(member))
    if (foreign !== undefined) throw formatUnknown(file.name, foreign.is)
    const members = entries.filter(({ fileName }) => !isPadding(fileName))
    const [member] = members
    if (member === undefined) throw archiveEmpty(file.name)
    if (members.length > 1) {
      throw archiveCrowded(
        file.name,
        members.map(({ fileName }) => fileName),
      )
    }
    const path = join(await options.folder(), basename(member.fileName))
    await saveStream(await contentOf(zip, member, file), path, saving(file, options))
    return { ...file, path }
  })
}

/** Open an archive for some work; errors of its format become ones a person can act on. */
export async function withZip<T>(
  { path, name }: RawFile,
  work: (zip: ZipFile, entries: readonly Entry[]) => Promise<T>,
): Promise<T> {
  const { openPromise } = await import("yauzl")
  try {
    const zip = await openPromise(path, { autoClose: false, lazyEntries: true })
    try {
      const entries: Entry[] = []
      for await (const entry of zip.eachEntry()) entries.push(entry)
      return await work(zip, entries)
    } finally {
      zip.close()
    }
  } catch (error) {
    if (error instanceof KnownError || !(error instanceof Error) || "syscall" in error) throw error
    throw archiveBroken(name, whyOf(error), error)
  }
}

/** @throws table.archive-encrypted, table.archive-method */
export async function contentOf(zip: ZipFile, member: Entry, { name }: RawFile): Promise<Readable> {
  if (member.isEncrypted()) throw archiveEncrypted(name, member.fileName)
  if (member.compressionMethod !== 0 && member.compressionMethod !== 8) {
    throw archiveMethod(name, member.fileName, member.compressionMethod)
  }
  return zip.openReadStreamPromise(member)
}

function saving({ name }: RawFile, { settings, progress }: SourceOptions): Parameters<typeof saveStream>[2] {
  return {
    doing: `unpacking ${name}`,
    maxBytes: megabytes(settings.unpackedMegabytes),
    tooMany: (maxBytes) => unpackedTooLarge(name, maxBytes),
    progress,
  }
}

/** Folders, and what macOS puts beside each file. */
const isPadding = (name: string): boolean => name.endsWith("/") || /(^|\/)(__MACOSX\/|\.DS_Store$|\._)/.test(name)

const whyOf = ({ message }: Error): string =>
  /end of central directory|unexpected end|premature|not enough bytes/i.test(message)
    ? "it ends before its content does"
    : `its content is damaged (${message.replace(/\.$/, "")})`

const documents: readonly { readonly member: string; readonly is: string }[] = [
  { member: "word/document.xml", is: "a Word document" },
  { member: "ppt/presentation.xml", is: "a PowerPoint file" },
  { member: "xl/workbook.bin", is: "a binary Excel workbook" },
  { member: "content.xml", is: "an OpenDocument file" },
]
