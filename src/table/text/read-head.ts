import { open } from "node:fs/promises"
import { withFileErrors } from "../../base/index.ts"
import { lineEndless } from "../errors.ts"
import type { SourceFile } from "../files.ts"
import type { FileEncoding } from "./encoding.ts"

/**
 * The beginning of a text file, its first line at least, without zero bytes.
 *
 * @returns `whole` when it is all of the file
 * @throws table.line-endless, base.file-unreadable
 */
export async function readHead(
  file: SourceFile,
  { name }: FileEncoding,
): Promise<{ readonly text: string; readonly whole: boolean }> {
  return withFileErrors("read", file.name, async () => {
    const opened = await open(file.path)
    try {
      const few = await opened.read(Buffer.alloc(headBytes), 0, headBytes, 0)
      // The header of a wide table can be longer than the beginning of a usual one.
      const isCut = few.bytesRead === headBytes && !hasLineEnd(few.buffer)
      const length = isCut ? longestHeader : headBytes
      const { buffer, bytesRead } = isCut ? await opened.read(Buffer.alloc(length), 0, length, 0) : few
      const whole = bytesRead < length
      if (isCut && !whole && !hasLineEnd(buffer)) throw lineEndless(file.name, longestHeader)
      const text = new TextDecoder(name).decode(buffer.subarray(0, bytesRead), { stream: !whole })
      return { text: text.replaceAll("\0", ""), whole }
    } finally {
      await opened.close()
    }
  })
}

const hasLineEnd = (bytes: Buffer): boolean => bytes.includes(0x0a) || bytes.includes(0x0d)

const headBytes = 1 << 18

const longestHeader = 1 << 20
