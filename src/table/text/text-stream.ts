import { createReadStream } from "node:fs"
import { knownFileError } from "../../base/index.ts"
import type { SourceFile } from "../files.ts"

/**
 * The text of a file, block by block, without its byte order mark. Bytes that are no character become U+FFFD.
 *
 * @throws base.file-unreadable
 */
export async function* textOf({ path, name }: SourceFile, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  const blocks = createReadStream(path, { highWaterMark: blockBytes })
  try {
    for await (const block of blocks) yield decoder.decode(block as Buffer, { stream: true })
  } catch (error) {
    throw knownFileError(error, "read", name)
  }
  yield decoder.decode()
}

const blockBytes = 1 << 20
