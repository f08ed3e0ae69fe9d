import { createReadStream } from "node:fs"
import { createGunzip, createZstdDecompress } from "node:zlib"
import { withFileErrors } from "../base/index.ts"
import { encodingUnknown, fileMalformed } from "./errors.ts"
import type { SourceFile } from "./files.ts"

/**
 * The first text of a file, unpacked, cut after a whole character.
 *
 * @throws base.file-unreadable, table.encoding-unknown, table.file-malformed when the archive is broken
 */
export async function readHead(file: SourceFile, maxBytes: number): Promise<string> {
  const blocks: Buffer[] = []
  let length = 0
  await withFileErrors("read", file.name, async () => {
    try {
      for await (const block of unpacked(file.path)) {
        blocks.push(block as Buffer)
        length += (block as Buffer).length
        if (length >= maxBytes) break
      }
    } catch (error) {
      throw isArchiveError(error) ? fileMalformed(file.name, error) : error
    }
  })
  const whole = length < maxBytes
  const bytes = Buffer.concat(blocks).subarray(0, maxBytes)
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !whole })
  } catch {
    throw encodingUnknown(file.name)
  }
}

function unpacked(path: string): AsyncIterable<unknown> {
  const file = createReadStream(path)
  if (path.endsWith(".gz")) return file.on("error", () => {}).pipe(createGunzip())
  if (path.endsWith(".zst")) return file.on("error", () => {}).pipe(createZstdDecompress())
  return file
}

function isArchiveError(error: unknown): error is Error {
  return error instanceof Error && /^(Z_|ERR_|ZSTD_)/.test((error as NodeJS.ErrnoException).code ?? "")
}
