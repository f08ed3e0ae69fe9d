import type { Feature } from "../../feature/index.ts"
import type { Kernels } from "../kernels/kernels.ts"
import { sortFloats } from "./sort-floats.ts"

/**
 * A matrix cut into at most 255 bins per feature, by column: what trees are grown on. Bin 0 is missing; the bin of a value is
 * 1 + the number of edges strictly below it, so "value <= edges[b - 1]" is exactly "bin <= b" for a value that is there.
 */
export interface Binned {
  /** The loops over the bins; they lie in its memory. */
  readonly kernels: Kernels
  readonly rows: number
  /** Matrix feature of each binned feature, ascending; features that cannot split any row are left out. */
  readonly features: Int32Array
  /** features x rows */
  readonly columns: readonly Uint8Array[]
  /** Per feature, ascending cut points, one less than it has bins for values. */
  readonly edges: readonly Float32Array[]
  /** Where each feature's bins start in a histogram; features + 1 long, the last is the width of a histogram. */
  readonly starts: Int32Array
  /** By binned feature: 1 where answers must rise with it, -1 where they must fall, else 0; absent when none must. */
  readonly directions?: Int32Array
  /** By binned feature: 1 where bins are categories, bin b of code b - 1, else 0; absent when none are. */
  readonly codes?: Int32Array
  /** Rows long; for parting rows by a set of categories. */
  readonly sides?: Uint8Array
}

export interface BinSource {
  readonly rows: number
  readonly features: readonly Pick<Feature, "use" | "codes">[]
  readonly columns: readonly Float32Array[]
  /** By matrix feature, as in `Binned`. */
  readonly directions?: Int8Array
}

/** Cut every feature that trees read. */
export function binMatrix(matrix: BinSource, kernels: Kernels): Binned {
  const { rows } = matrix
  const chosen: number[] = []
  const edges: Float32Array[] = []
  const widths: number[] = []
  for (const [feature, { use, codes }] of matrix.features.entries()) {
    if (use === "linear") continue
    const column = matrix.columns[feature]!
    const { sorted, missing } = sortedSample(column)
    const cuts = sorted.length === 0 ? noEdges : codes ? codeEdges(column) : cutPoints(sorted)
    if (cuts.length === 0 && (missing === 0 || sorted.length === 0)) continue
    chosen.push(feature)
    edges.push(cuts)
    widths.push(cuts.length + 2)
  }
  const columns = chosen.map(() => kernels.memory.bytes(rows))
  for (const [position, feature] of chosen.entries()) {
    kernels.assignBins(matrix.columns[feature]!, edges[position]!, columns[position]!)
  }
  const binned = { kernels, rows, features: Int32Array.from(chosen), columns, edges, starts: runningSum(widths) }
  const numbers = (of: (feature: number) => number): Int32Array => {
    const held = kernels.memory.integers(chosen.length)
    for (const [position, feature] of chosen.entries()) held[position] = of(feature)
    return held
  }
  const { directions } = matrix
  const coded = (feature: number): boolean => matrix.features[feature]!.codes === true
  return {
    ...binned,
    ...(directions === undefined ? {} : { directions: numbers((feature) => directions[feature]!) }),
    ...(chosen.some(coded)
      ? { codes: numbers((feature) => (coded(feature) ? 1 : 0)), sides: kernels.memory.bytes(rows) }
      : {}),
  }
}

/** Width of a histogram over all features. */
export function histogramWidth(binned: Binned): number {
  return binned.starts[binned.starts.length - 1]!
}

/**
 * Ascending float32 cut points of sorted values that are not missing: between every two neighbours when there are at most 255
 * different values, at even shares of the rows otherwise.
 *
 * A midpoint that rounds up to its upper neighbour becomes the lower one, so that no bin is empty and none doubled; an
 * infinite one becomes the largest float32, which still keeps infinity apart.
 */
export function cutPoints(sorted: Float32Array): Float32Array {
  const { values, counts } = distinct(sorted)
  if (values.length <= maxEdges + 1) {
    return Float32Array.from(values.subarray(1), (upper, position) => midpoint(values[position]!, upper))
  }
  return evenCuts(values, counts, sorted.length)
}

/**
 * A value that fills a bin has one to itself; the others share what bins are left, as evenly as they come, and what one bin took
 * too much is spread over the bins behind it.
 */
function evenCuts(values: Float32Array, counts: Int32Array, rows: number): Float32Array {
  const heavy = rows / (maxEdges + 1)
  let bins = maxEdges + 1
  let left = rows
  for (const count of counts) {
    if (count < heavy) continue
    bins -= 1
    left -= count
  }
  const edges: number[] = []
  let inBin = 0
  for (let position = 0; position < values.length - 1 && edges.length < maxEdges; position++) {
    const alone = counts[position]! >= heavy
    const share = left / Math.max(1, bins)
    inBin += counts[position]!
    const beforeHeavy = counts[position + 1]! >= heavy && inBin >= share / 2
    if (!alone && inBin < share && !beforeHeavy) continue
    edges.push(midpoint(values[position]!, values[position + 1]!))
    if (!alone) bins -= 1
    left -= alone ? inBin - counts[position]! : inBin
    inBin = 0
  }
  return Float32Array.from(edges)
}

/** Between every two codes, so that code c is in bin c + 1. */
function codeEdges(column: Float32Array): Float32Array {
  let largest = 0
  for (const code of column) if (code > largest) largest = code
  return Float32Array.from({ length: Math.min(largest, maxEdges) }, (_, code) => code)
}

function sortedSample(column: Float32Array): { sorted: Float32Array; missing: number } {
  const stride = Math.max(1, column.length / maxSample)
  const sample = new Float32Array(Math.min(column.length, maxSample))
  let present = 0
  for (let position = 0; position < sample.length; position++) {
    const value = column[Math.floor(position * stride)]!
    if (!Number.isNaN(value)) sample[present++] = value
  }
  const sorted = sample.subarray(0, present)
  sortFloats(sorted)
  return { sorted, missing: sample.length - present }
}

function distinct(sorted: Float32Array): { values: Float32Array; counts: Int32Array } {
  const values = new Float32Array(sorted.length)
  const counts = new Int32Array(sorted.length)
  let last = -1
  for (const value of sorted) {
    if (last < 0 || value !== values[last]) values[++last] = value
    counts[last]! += 1
  }
  return { values: values.subarray(0, last + 1), counts: counts.subarray(0, last + 1) }
}

function midpoint(lower: number, upper: number): number {
  const middle = Math.fround((lower + upper) / 2)
  if (Number.isNaN(middle)) return 0 // between the two infinities
  if (middle >= upper && upper !== Number.POSITIVE_INFINITY) return lower
  return Math.min(middle, largestFloat32)
}

function runningSum(widths: readonly number[]): Int32Array {
  const starts = new Int32Array(widths.length + 1)
  for (const [position, width] of widths.entries()) starts[position + 1] = starts[position]! + width
  return starts
}

const noEdges = new Float32Array(0)
const maxEdges = 254
/** Rows looked at for the cut points of a column. */
const maxSample = 200_000
const largestFloat32 = 3.4028234663852886e38
