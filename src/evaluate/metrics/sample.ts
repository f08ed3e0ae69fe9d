import { type Random, shuffle } from "../../base/index.ts"

/** `wanted` of `rows` row indices without repetition, rising. */
export function sampleRows(rows: number, wanted: number, random: Random): Int32Array {
  const all = shuffle(
    Int32Array.from({ length: rows }, (_none, row) => row),
    random,
  )
  return all.slice(0, wanted).sort()
}

/** At most so many row indices, evenly spread, rising. */
export function spreadRows(rows: number, most: number): readonly number[] {
  const count = Math.min(rows, most)
  return Array.from({ length: count }, (_none, place) => Math.floor((place * rows) / count))
}
