import type { Column } from "../rows.ts"
import { type Found, note, nothingFound } from "./found.ts"

/**
 * Rows that hold the same values as an earlier row in all of `columns`; a missing value equals a missing value.
 *
 * A hash of 32 bits a row leads to the earlier rows that may be equal; they are compared, so the answer is exact. That takes all rows
 * in memory: a table that is not in memory has its repeats counted where it lies, see `TableFacts.repeats`.
 *
 * @param isSkipped rows that are not looked at
 */
export function findRepeats(
  columns: readonly Column[],
  rows: number,
  isSkipped: (row: number) => boolean = () => false,
): Found {
  const hashes = hashRows(columns, rows)
  const mask = 2 ** Math.ceil(Math.log2(2 * rows + 2)) - 1
  const slots = new Int32Array(mask + 1)
  const found = nothingFound()
  for (let row = 0; row < rows; row++) {
    if (isSkipped(row)) continue
    let slot = hashes[row]! & mask
    // 0 is an empty slot
    while (slots[slot] !== 0) {
      const earlier = slots[slot]! - 1
      if (hashes[earlier] === hashes[row] && areEqual(columns, earlier, row)) break
      slot = (slot + 1) & mask
    }
    if (slots[slot] === 0) slots[slot] = row + 1
    else note(found, row)
  }
  return found
}

function hashRows(columns: readonly Column[], rows: number): Uint32Array {
  const hashes = new Uint32Array(rows)
  for (const column of columns) {
    if (column.kind === "string") {
      for (let row = 0; row < rows; row++) hashes[row] = mixed(hashes[row]!, column.codes[row]!)
      continue
    }
    const { values } = column
    const halves = new Uint32Array(values.buffer, values.byteOffset, 2 * rows)
    for (let row = 0; row < rows; row++) {
      hashes[row] = mixed(mixed(hashes[row]!, halves[2 * row]!), halves[2 * row + 1]!)
    }
  }
  return hashes
}

/** The inner step of MurmurHash3, which spreads every bit of the word over the hash. */
function mixed(hash: number, word: number): number {
  let bits = Math.imul(word, 0xcc9e2d51)
  bits = Math.imul((bits << 15) | (bits >>> 17), 0x1b873593)
  const sum = hash ^ bits
  return Math.imul((sum << 13) | (sum >>> 19), 5) + 0xe6546b64
}

function areEqual(columns: readonly Column[], first: number, second: number): boolean {
  return columns.every((column) =>
    column.kind === "string"
      ? column.codes[first] === column.codes[second]
      : Object.is(column.values[first], column.values[second]),
  )
}
