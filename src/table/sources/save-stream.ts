import { createWriteStream } from "node:fs"
import { stat } from "node:fs/promises"
import type { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { formatBytes, type KnownError, type Progress, withFileErrors } from "../../base/index.ts"

export interface SaveOptions {
  /** What is being done, such as `downloading trips.csv`. */
  readonly doing: string
  readonly maxBytes: number
  /** What is thrown when there are more bytes. */
  readonly tooMany: (maxBytes: number) => KnownError
  /** Bytes to come, if they are known. */
  readonly total?: number
  readonly progress: Progress
  /** Bytes that the file already has, and that the stream goes on behind; default none. */
  readonly start?: number
  /** Called with each block, before it is written. */
  readonly see?: (block: Uint8Array, before: number) => void
}

/**
 * Write a stream into a file, counting while it comes: what is larger than it may be never fills the disk.
 *
 * @returns bytes the file has
 * @throws base.disk-full, what `tooMany` makes, and what the stream throws
 */
export async function saveStream(from: Readable, path: string, options: SaveOptions): Promise<number> {
  const { doing, maxBytes, total, progress, start = 0 } = options
  let bytes = start
  let said = start
  async function* counted(blocks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const block of blocks) {
      options.see?.(block, bytes)
      bytes += block.length
      if (bytes > maxBytes) throw options.tooMany(maxBytes)
      if (bytes - said > toldBytes) {
        said = bytes
        const share = total === undefined || total === 0 ? {} : { share: Math.min(1, bytes / total) }
        progress({
          text: `${doing}: ${formatBytes(bytes)}${total === undefined ? "" : ` of ${formatBytes(total)}`}`,
          ...share,
        })
      }
      yield block
    }
  }
  progress({ text: doing })
  await withFileErrors("write", path, () =>
    pipeline(from, counted, createWriteStream(path, start > 0 ? { flags: "r+", start } : {})),
  )
  return bytes
}

/** Bytes of a file on the disk: of what was on its way there when a connection was cut some may not have come. */
export async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

/** Often enough to be seen moving. */
const toldBytes = 4_000_000
