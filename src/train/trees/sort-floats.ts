/**
 * Sort numbers ascending in place: radix sort on their bits, 11 at a time, several times faster than a comparing sort on long
 * arrays.
 *
 * @param values none missing
 */
export function sortFloats(values: Float32Array): void {
  if (values.length < worthRadix) {
    values.sort()
    return
  }
  const keys = new Uint32Array(values.length)
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length)
  // a set sign turns all bits around, a clear one only itself: then keys order like the numbers
  for (let at = 0; at < keys.length; at++) keys[at] = bits[at]! ^ ((bits[at]! >> 31) | 0x80000000)
  let from = keys
  let to = new Uint32Array(keys.length)
  for (const shift of [0, 11, 22]) {
    scatter(from, to, shift)
    ;[from, to] = [to, from]
  }
  for (let at = 0; at < keys.length; at++) bits[at] = from[at]! ^ ((~from[at]! >> 31) | 0x80000000)
}

/** Move keys to where their digit belongs, those with equal digits in the order they came. */
function scatter(from: Uint32Array, to: Uint32Array, shift: number): void {
  const next = new Int32Array(digits + 1)
  for (let at = 0; at < from.length; at++) {
    const digit = (from[at]! >>> shift) & (digits - 1)
    next[digit + 1] = next[digit + 1]! + 1
  }
  for (let digit = 0; digit < digits; digit++) next[digit + 1] = next[digit + 1]! + next[digit]!
  for (let at = 0; at < from.length; at++) {
    const key = from[at]!
    const digit = (key >>> shift) & (digits - 1)
    const place = next[digit]!
    next[digit] = place + 1
    to[place] = key
  }
}

const digits = 2048
const worthRadix = 4000
