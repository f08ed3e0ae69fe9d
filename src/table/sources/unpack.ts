import { createReadStream } from "node:fs"
import { stat } from "node:fs/promises"
import { basename, join } from "node:path"
import { Readable } from "node:stream"
import { createGunzip, createZstdDecompress } from "node:zlib"
import { archiveBroken, archiveEmpty, unpackedTooLarge } from "./errors.ts"
import { megabytes, type RawFile, type SourceOptions } from "./options.ts"
import { saveStream } from "./save-stream.ts"

/**
 * What a .gz or .zst file holds, in a file of its own, named as before it was packed.
 *
 * @throws table.archive-broken, table.archive-empty, table.unpacked-too-large, base.disk-full
 */
export async function unpack(
  file: RawFile,
  packing: "gzip" | "zstd",
  { settings, progress, folder }: SourceOptions,
): Promise<RawFile> {
  const path = join(await folder(), basename(file.path).replace(packedEnding, ""))
  let bytes: number
  try {
    bytes = await saveStream(Readable.from(packing === "gzip" ? gunzipped(file.path) : framesOf(file.path)), path, {
      doing: `unpacking ${file.name}`,
      maxBytes: megabytes(settings.unpackedMegabytes),
      tooMany: (maxBytes) => unpackedTooLarge(file.name, maxBytes),
      progress,
    })
  } catch (error) {
    throw isArchiveError(error) ? archiveBroken(file.name, whyOf(error), error) : error
  }
  if (bytes === 0) throw archiveEmpty(file.name)
  return { ...file, path }
}

async function* gunzipped(path: string): AsyncGenerator<Uint8Array> {
  const unpacker = createGunzip()
  const packed = createReadStream(path)
  packed.on("error", (error) => unpacker.destroy(error))
  try {
    yield* packed.pipe(unpacker)
  } finally {
    packed.destroy()
  }
}

/** Node ends at the end of the first frame; what `cat` or a parallel packer has put behind it would be lost. */
async function* framesOf(path: string): AsyncGenerator<Uint8Array> {
  const { size } = await stat(path)
  for (let start = 0; start < size; ) {
    const unpacker = createZstdDecompress()
    const packed = createReadStream(path, { start })
    packed.on("error", (error) => unpacker.destroy(error))
    try {
      yield* packed.pipe(unpacker)
    } finally {
      packed.destroy()
    }
    start += unpacker.bytesWritten
  }
}

/** How the name of a packed file ends. */
export const packedEnding = /\.(gz|gzip|zst|zstd)$/i

function isArchiveError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && /^(Z_|ZSTD_)/.test((error as NodeJS.ErrnoException).code ?? "")
}

function whyOf({ code, message }: NodeJS.ErrnoException): string {
  return code === "Z_BUF_ERROR" || /unexpected end|incomplete/i.test(message)
    ? "it ends before its content does"
    : `its content is damaged (${message})`
}
