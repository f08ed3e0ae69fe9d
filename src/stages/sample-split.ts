import { type Random, shuffle } from "../base/index.ts"
import type { Split } from "./split.ts"

/** A split of which fewer rows are used than there are. */
export interface SampledSplit {
  readonly split: Split
  /** Rows on both sides before some were left out; absent when all are used. */
  readonly sampledFrom?: number
}

/**
 * Leave rows out of both sides, in equal shares, until at most `most` train.
 *
 * A split by time keeps every k-th row in the order of time, so that each time has its share; a split by class keeps the shares of
 * the classes and at least two rows of each; otherwise any rows are kept.
 *
 * @param options.target of every row of the table; the class index when the split is by class
 */
export function sampleSplit(
  split: Split,
  options: { readonly most: number; readonly target: Float64Array },
  random: Random,
): SampledSplit {
  const { train, test, method } = split
  const share = options.most / train.length
  if (share >= 1) return { split }
  const sample = (rows: Int32Array): Int32Array => {
    if (method === "time") return everyFew(rows, Math.max(1, Math.floor(rows.length * share)))
    if (method === "stratified") return byClass(rows, { ...options, share }, random)
    return some(rows, Math.max(1, Math.floor(rows.length * share)), random)
  }
  return { split: { method, train: sample(train), test: sample(test) }, sampledFrom: train.length + test.length }
}

function everyFew(rows: Int32Array, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, at) => rows[Math.floor(((at + 0.5) * rows.length) / count)]!)
}

function byClass(
  rows: Int32Array,
  { target, share }: { readonly target: Float64Array; readonly share: number },
  random: Random,
): Int32Array {
  const byLabel = Map.groupBy(rows, (row) => target[row]!)
  const kept = [...byLabel.keys()]
    .sort((one, other) => one - other)
    .map((label) => {
      const own = Int32Array.from(byLabel.get(label)!)
      return some(own, Math.min(own.length, Math.max(fewestOfClass, Math.floor(own.length * share))), random)
    })
  return Int32Array.from(kept.flatMap((part) => [...part])).sort()
}

function some(rows: Int32Array, count: number, random: Random): Int32Array {
  return shuffle(rows.slice(), random).slice(0, count).sort()
}

const fewestOfClass = 2
