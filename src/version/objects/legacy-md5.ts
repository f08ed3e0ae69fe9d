import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { withFileErrors } from "../../base/index.ts"

/**
 * MD5 as DVC 2 took it: in each MiB whose first 512 bytes look like text, CRLF counts as LF. A CRLF across the border of
 * two MiB stays as it is, for so it was.
 *
 * @throws base.file-missing, base.file-unreadable
 */
export async function legacyMd5(path: string): Promise<string> {
  return withFileErrors("read", path, async () => {
    const md5 = createHash("md5")
    for await (const block of inBlocks(createReadStream(path, { highWaterMark: blockBytes })))
      md5.update(looksLikeText(block.subarray(0, 512)) ? withoutReturns(block) : block)
    return md5.digest("hex")
  })
}

/** A stream may give less than it was asked for. */
async function* inBlocks(stream: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const piece of stream) {
    rest = rest.length === 0 ? (piece as Buffer) : Buffer.concat([rest, piece as Buffer])
    for (; rest.length >= blockBytes; rest = rest.subarray(blockBytes)) yield rest.subarray(0, blockBytes)
  }
  if (rest.length > 0) yield rest
}

function looksLikeText(head: Buffer): boolean {
  if (head.includes(0)) return false
  let odd = 0
  for (const byte of head) if ((byte < 32 || byte > 126) && !textControls.has(byte)) odd += 1
  return odd / Math.max(1, head.length) <= 0.3
}

function withoutReturns(block: Buffer): Buffer {
  const kept = Buffer.allocUnsafe(block.length)
  let length = 0
  for (let at = 0; at < block.length; at++)
    if (block[at] !== 13 || block[at + 1] !== 10) kept[length++] = block[at] ?? 0
  return kept.subarray(0, length)
}

/** Line feed, carriage return, tab, form feed, backspace. */
const textControls: ReadonlySet<number> = new Set([10, 13, 9, 12, 8])

const blockBytes = 1 << 20
