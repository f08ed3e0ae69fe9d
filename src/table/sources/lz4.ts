/**
 * The bytes of one LZ4 frame. Arrow and Feather files are compressed so by default; no kept package in plain JavaScript reads it.
 * Checksums are passed over: the format around it says how long each part must be.
 *
 * Formats: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md and lz4_Block_format.md
 *
 * @param maxBytes more are refused
 * @throws Error when the frame is damaged or too large
 */
export function decodeLz4Frame(frame: Uint8Array, maxBytes: number): Uint8Array {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  if (frame.length < 7 || view.getUint32(0, true) !== frameMark) throw new Error("not an LZ4 frame")
  const flags = frame[4]!
  if (flags >> 6 !== 1) throw new Error("an LZ4 frame of another version")
  const blockChecksum = (flags & 0x10) === 0 ? 0 : 4
  let at = 6 + ((flags & 0x08) === 0 ? 0 : 8) + ((flags & 0x01) === 0 ? 0 : 4) + 1
  const output = growing(Math.min(maxBytes, frame.length * 4 + 1024), maxBytes)
  for (;;) {
    if (at + 4 > frame.length) throw new Error("an LZ4 frame without an end")
    const header = view.getUint32(at, true)
    at += 4
    if (header === 0) return output.finish()
    const size = header & 0x7fffffff
    const block = frame.subarray(at, at + size)
    if (block.length < size) throw new Error("an LZ4 frame that is cut off")
    if (header >>> 31 === 1) output.append(block, 0, size)
    else decodeBlock(block, output)
    at += size + blockChecksum
  }
}

/** Sequences of literal bytes and a copy of earlier output; the last one has no copy. */
function decodeBlock(block: Uint8Array, output: Growing): void {
  let at = 0
  const extended = (length: number): number => {
    let total = length
    for (let byte = 255; byte === 255; ) {
      if (at >= block.length) throw new Error("a damaged LZ4 block")
      byte = block[at++]!
      total += byte
    }
    return total
  }
  while (at < block.length) {
    const token = block[at++]!
    const literals = token >> 4 === 15 ? extended(15) : token >> 4
    if (at + literals > block.length) throw new Error("a damaged LZ4 block")
    output.append(block, at, at + literals)
    at += literals
    if (at >= block.length) return
    const distance = block[at]! | (block[at + 1]! << 8)
    at += 2
    const length = ((token & 15) === 15 ? extended(15) : token & 15) + 4
    output.repeat(distance, length)
  }
}

interface Growing {
  readonly append: (from: Uint8Array, start: number, end: number) => void
  /** Bytes again that were written `distance` before; they may overlap what is being written. */
  readonly repeat: (distance: number, length: number) => void
  readonly finish: () => Uint8Array
}

function growing(guess: number, maxBytes: number): Growing {
  let bytes = new Uint8Array(guess)
  let length = 0
  const need = (more: number): void => {
    if (length + more > maxBytes) throw new RangeError("more bytes than allowed")
    if (length + more <= bytes.length) return
    const larger = new Uint8Array(Math.min(maxBytes, Math.max(length + more, bytes.length * 2)))
    larger.set(bytes.subarray(0, length))
    bytes = larger
  }
  return {
    append: (from, start, end) => {
      need(end - start)
      bytes.set(from.subarray(start, end), length)
      length += end - start
    },
    repeat: (distance, count) => {
      if (!(distance >= 1 && distance <= length)) throw new Error("a damaged LZ4 block")
      need(count)
      if (distance >= count) bytes.copyWithin(length, length - distance, length - distance + count)
      else for (let index = 0; index < count; index++) bytes[length + index] = bytes[length + index - distance]!
      length += count
    },
    finish: () => bytes.slice(0, length),
  }
}

const frameMark = 0x184d2204
