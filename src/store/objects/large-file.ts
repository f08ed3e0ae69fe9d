import { createHash } from "node:crypto"
import { read, write } from "node:fs"
import { promisify } from "node:util"

export interface LargeFileOptions {
  /** Open file that it is copied to at the same time. */
  readonly to?: number
  /** Resolves when so many bytes from the start, or all there will be, are there to read; of a file that is still written. */
  readonly isThere?: (bytes: number) => Promise<void>
}

/**
 * MD5 of an open file, read from its start. While one block is hashed, the next is read and the one before is written, so that a
 * copy takes hardly longer than hashing alone.
 */
export async function md5OfLarge(fd: number, { to, isThere }: LargeFileOptions = {}): Promise<string> {
  const md5 = createHash("md5")
  const blocks = [Buffer.allocUnsafe(blockBytes), Buffer.allocUnsafe(blockBytes), Buffer.allocUnsafe(blockBytes)]
  let writing: Promise<void> = Promise.resolve()
  const readNext = async (block: Buffer, position: number): Promise<number> => {
    await isThere?.(position + block.length)
    return readBlock(fd, block, position)
  }
  let reading = readNext(blocks[0]!, 0)
  for (let turn = 0, position = 0; ; turn++) {
    const bytes = await reading
    if (bytes === 0) break
    await writing
    reading = readNext(blocks[(turn + 1) % 3]!, position + bytes)
    const block = blocks[turn % 3]!.subarray(0, bytes)
    if (to !== undefined) writing = writeBlock(to, block, position)
    // The other two go on in the thread pool meanwhile; their failures are met at the next turn.
    reading.catch(() => {})
    writing.catch(() => {})
    await new Promise((resolve) => setImmediate(resolve))
    md5.update(block)
    position += bytes
  }
  await writing
  return md5.digest("hex")
}

async function readBlock(fd: number, block: Buffer, position: number): Promise<number> {
  let filled = 0
  while (filled < block.length) {
    const { bytesRead } = await readAt(fd, block, filled, block.length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}

async function writeBlock(fd: number, block: Buffer, position: number): Promise<void> {
  for (let written = 0; written < block.length; )
    written += (await writeAt(fd, block, written, block.length - written, position + written)).bytesWritten
}

const readAt = promisify(read)
const writeAt = promisify(write)

/** What is read stays in the cache of a core until it is hashed and written; larger blocks cost twice the time. */
const blockBytes = 256 << 10
