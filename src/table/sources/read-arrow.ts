import { type FileHandle, open } from "node:fs/promises"
import { basename, join } from "node:path"
import { zstdDecompressSync } from "node:zlib"
import type { RecordBatch, RecordBatchReader } from "apache-arrow"
import { KnownError } from "../../base/index.ts"
import { checkBatch } from "./arrow-check.ts"
import { type ArrowReading, arrowReading } from "./arrow-values.ts"
import { arrowUnreadable, unpackedTooLarge } from "./errors.ts"
import { decodeLz4Frame } from "./lz4.ts"
import { megabytes, type RawFile, type SourceOptions } from "./options.ts"
import { type Block, blockRows, type SpoolValue, spoolRows } from "./spool.ts"

/**
 * An Arrow or Feather file (the IPC format, as a file or a stream, also compressed), written out as Parquet.
 *
 * @throws table.arrow-unreadable, table.column-binary, table.unpacked-too-large
 */
export async function readArrow(file: RawFile, options: SourceOptions): Promise<RawFile> {
  const maxBytes = megabytes(options.settings.unpackedMegabytes)
  const handle = await open(file.path)
  try {
    const { RecordBatchReader } = await withCodecs(maxBytes)
    const reader = await RecordBatchReader.from(bounded(handle, (await handle.stat()).size))
    await reader.open()
    const readings = reader.schema.fields.map(({ type, name }) => arrowReading(type, { file: file.name, column: name }))
    const path = join(await options.folder(), basename(file.path).replace(/\.\w+$/, ""))
    const table = {
      names: reader.schema.fields.map(({ name }) => name),
      stores: readings.map(({ store }) => store),
      blocks: blocksOf(reader, readings),
      kinds: () => readings.map(({ kind }) => kind),
    }
    const out = await spoolRows({ path, doing: `reading ${file.name}` }, table, options)
    return { path: out, name: file.name, ...(out.endsWith(".csv") && { ownCsv: true }) }
  } catch (error) {
    throw knownArrowError(error, file.name, maxBytes)
  } finally {
    await handle.close()
  }
}

/**
 * A file that gives only so much: the table of contents of a damaged one can name any number of batches, and the library would read
 * them all.
 */
function bounded(handle: FileHandle, size: number): FileHandle {
  let left = size * 4 + 1_000_000
  const read = async (...asked: readonly [Uint8Array, number, number, number]): Promise<unknown> => {
    left -= asked[2] + costOfRead
    if (left < 0) throw new Error("it names more than it holds")
    return handle.read(...asked)
  }
  // All that the library asks of a file.
  return { fd: handle.fd, stat: () => handle.stat(), close: async () => {}, read } as unknown as FileHandle
}

async function* blocksOf(reader: RecordBatchReader, readings: readonly ArrowReading[]): AsyncGenerator<Block> {
  for await (const batch of reader as AsyncIterable<RecordBatch>) {
    checkBatch(batch)
    for (let start = 0; start < batch.numRows; start += blockRows) {
      const end = Math.min(batch.numRows, start + blockRows)
      yield readings.map(({ read }, index) => {
        const column = batch.getChildAt(index)
        const values: SpoolValue[] = []
        for (let row = start; row < end; row++) {
          const value: unknown = column?.get(row) ?? null
          values.push(value === null ? null : read(value))
        }
        return values
      })
    }
  }
}

/** The library has room for codecs and brings none. */
async function withCodecs(maxBytes: number): Promise<typeof import("apache-arrow")> {
  const arrow = await import("apache-arrow")
  const { CompressionType, compressionRegistry } = arrow
  compressionRegistry.set(CompressionType.ZSTD, {
    decode: (bytes) => new Uint8Array(zstdDecompressSync(bytes, { maxOutputLength: maxBytes })),
  })
  compressionRegistry.set(CompressionType.LZ4_FRAME, { decode: (bytes) => decodeLz4Frame(bytes, maxBytes) })
  return arrow
}

function knownArrowError(error: unknown, name: string, maxBytes: number): unknown {
  if (error instanceof KnownError || !(error instanceof Error) || "syscall" in error) return error
  const tooLarge = error instanceof RangeError || (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE"
  return tooLarge && /bytes than allowed|larger than/i.test(error.message)
    ? unpackedTooLarge(name, maxBytes)
    : arrowUnreadable(name, error)
}

/** Counted for each reading, so that empty ones do not go on for ever. */
const costOfRead = 64
