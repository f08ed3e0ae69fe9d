import { isUtf8 } from "node:buffer"
import { createReadStream } from "node:fs"
import { open } from "node:fs/promises"
import { encodingContradicted, encodingUnknown } from "../errors.ts"
import type { SourceFile } from "../files.ts"
import { longestRow } from "./cut-text.ts"
import { guessOneByte, looksBinary, markOf, wideWithoutMark } from "./encoding-evidence.ts"

/** How the characters of a file are written, and what says so. */
export interface FileEncoding {
  /** A label of the Encoding Standard, such as `utf-8`, `utf-16le`, `windows-1252`, `gb18030`. */
  readonly name: string
  /** In words, such as `a byte order mark`. */
  readonly evidence: string
  /** Some bytes are none of this encoding; their rows cannot be read. */
  readonly broken: boolean
  /** The engine can read the bytes as they are. */
  readonly plain: boolean
}

/**
 * Look through all bytes of a text file for its encoding: a byte order mark counts first, then the zero bytes of UTF-16, then
 * whether all of it is UTF-8, then which bytes beyond ASCII stand side by side.
 *
 * @param setting a label that a person gave, or `auto`
 * @throws table.encoding-unknown when it is no text, table.encoding-contradicted, base.file-unreadable
 */
export async function fileEncoding(file: SourceFile, setting: string): Promise<FileEncoding> {
  if (setting !== "auto") {
    const { encoding: name } = new TextDecoder(setting)
    if (!name.startsWith("utf-") && (await beginsAsUtf8(file))) throw encodingContradicted(file.name, setting)
    return { name, evidence: "data.encoding", broken: name !== "utf-8", plain: name === "utf-8" }
  }
  const seen = await lookThrough(file)
  const marked = markOf(seen.head)
  const wide = marked === undefined ? wideWithoutMark(seen.head) : undefined
  const name = marked ?? wide
  if (name !== undefined && name !== "utf-8") {
    const evidence = marked === undefined ? "every other byte is zero" : "a byte order mark"
    return { name, evidence, broken: true, plain: false }
  }
  if (looksBinary(seen.head)) throw encodingUnknown(file.name)
  if (seen.utf8) {
    const evidence = name === undefined ? "all bytes are" : "a byte order mark"
    return { name: "utf-8", evidence, broken: false, plain: !seen.zeros && !seen.loneReturns && !seen.longLines }
  }
  return name === undefined && seen.sample.wide <= seen.sample.odd
    ? { ...guessOneByte(seen.beyond), broken: true, plain: false }
    : { name: "utf-8", evidence: "most bytes beyond ASCII are", broken: true, plain: false }
}

/** UTF-8 with characters beyond ASCII, which no other text is by chance: it would be read as other letters without a word. */
async function beginsAsUtf8({ path }: SourceFile): Promise<boolean> {
  for await (const read of createReadStream(path, { end: headBytes })) {
    const block = read as Buffer
    const whole = block.subarray(0, lastWhole(block))
    return isUtf8(whole) && whole.some((byte) => byte >= 0x80)
  }
  return false
}

interface Seen {
  readonly head: Buffer
  readonly utf8: boolean
  readonly zeros: boolean
  /** A carriage return without a line feed behind it. */
  readonly loneReturns: boolean
  /** A line is longer than a row may be; the engine leaves some of those out without a word. */
  readonly longLines: boolean
  /** The first blocks with bytes that are not UTF-8. */
  readonly beyond: Buffer
  /** Characters in them that are UTF-8 beyond ASCII, and places that are not. */
  readonly sample: { readonly wide: number; readonly odd: number }
}

async function lookThrough({ path }: SourceFile): Promise<Seen> {
  let head: Buffer = Buffer.alloc(0)
  let rest: Buffer = Buffer.alloc(0)
  let utf8 = true
  let zeros = false
  let loneReturns = false
  let endsInReturn = false
  let longLines = false
  let lineBytes = 0
  let beyond: Buffer = Buffer.alloc(0)
  for await (const block of blocksOf(path)) {
    if (head.length < headBytes) head = Buffer.concat([head, block.subarray(0, headBytes)])
    zeros ||= block.includes(0)
    loneReturns ||= (endsInReturn && block[0] !== lineFeed) || hasLoneReturn(block)
    endsInReturn = block.at(-1) === carriageReturn
    const firstEnd = block.indexOf(lineFeed)
    longLines ||= lineBytes + (firstEnd < 0 ? block.length : firstEnd) > longestRow
    lineBytes = firstEnd < 0 ? lineBytes + block.length : block.length - block.lastIndexOf(lineFeed)
    const whole = rest.length === 0 ? block : Buffer.concat([rest, block])
    const end = lastWhole(whole)
    rest = Buffer.from(whole.subarray(end))
    if (isUtf8(whole.subarray(0, end))) continue
    utf8 = false
    if (beyond.length < evidenceBytes) beyond = Buffer.concat([beyond, whole.subarray(0, end)])
  }
  if (rest.length > 0) {
    utf8 = false
    beyond = Buffer.concat([beyond, rest])
  }
  return { head, utf8, zeros, loneReturns: loneReturns || endsInReturn, longLines, beyond, sample: counted(beyond) }
}

/** All bytes of a file; a block is overwritten by the next one. */
async function* blocksOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path)
  try {
    const buffer = Buffer.allocUnsafe(blockBytes)
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, blockBytes)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

function counted(bytes: Buffer): Seen["sample"] {
  const text = new TextDecoder("utf-8").decode(bytes)
  let wide = 0
  let odd = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === replacement) odd++
    else if (code >= 0x80) wide++
  }
  return { wide, odd }
}

function hasLoneReturn(block: Buffer): boolean {
  for (let at = block.indexOf(carriageReturn); at >= 0; at = block.indexOf(carriageReturn, at + 1)) {
    if (at + 1 < block.length && block[at + 1] !== lineFeed) return true
  }
  return false
}

/** Where the last character that is whole ends, so that a block cut in a character is no fault. */
function lastWhole(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!
    if (byte < 0x80) return bytes.length
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return length > back ? bytes.length - back : bytes.length
  }
  return bytes.length
}

const blockBytes = 1 << 20
const headBytes = 1 << 16
const evidenceBytes = 1 << 22
const lineFeed = 0x0a
const carriageReturn = 0x0d
const replacement = 0xfffd
