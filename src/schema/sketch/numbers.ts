import type { ColumnSchema } from "../column.ts"
import { pointsOf } from "./points.ts"
import type { Histogram, NumberSketch } from "./sketch.ts"

/** @param values rows long; NaN is missing */
export function sketchNumbers({ name, type, role }: ColumnSchema, values: Float64Array): NumberSketch {
  // everything is computed from the sorted values, so that the order of the rows cannot change a bit
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const count = sorted.length
  const distinct = countDistinct(sorted)
  const mean = count === 0 ? null : meanOf(sorted)
  return {
    kind: "number",
    name,
    type,
    role,
    count,
    missing: values.length - count,
    distinct,
    mean,
    std: mean === null || count < 2 ? null : deviation(sorted, mean),
    min: sorted[0] ?? null,
    max: sorted[count - 1] ?? null,
    quantiles: count === 0 ? [] : Array.from({ length: 101 }, (_, percent) => quantile(sorted, percent / 100)),
    histogram: evenHistogram(sorted, distinct),
    points: pointsOf(finitePart(sorted), distinct),
  }
}

/** How many of `sorted` are at most `value`. */
function countAtMost(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}

function countDistinct(sorted: Float64Array): number {
  let distinct = 0
  for (let at = 0; at < sorted.length; at++) if (at === 0 || sorted[at] !== sorted[at - 1]) distinct++
  return distinct
}

/** Summed as distances from the smallest value, so that dates, which are large and alike, lose no digits. */
function meanOf(sorted: Float64Array): number {
  const start = sorted[0]!
  let total = 0
  for (const value of sorted) total += value - start
  return start + total / sorted.length
}

function deviation(sorted: Float64Array, mean: number): number {
  let squares = 0
  for (const value of sorted) squares += (value - mean) ** 2
  return Math.sqrt(squares / (sorted.length - 1))
}

/** Linear between the two nearest ranks, as NumPy does it. */
function quantile(sorted: Float64Array, share: number): number {
  const rank = share * (sorted.length - 1)
  const below = Math.floor(rank)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  // between equal values, and at a rank itself, nothing is to be computed that could round
  return low === high || rank === below ? low : low + (high - low) * (rank - below)
}

/** Sturges' count of bins, at least ten and at most fifty, and one for one value. */
function evenHistogram(sorted: Float64Array, distinct: number): Histogram {
  if (sorted.length === 0) return { edges: [], counts: [] }
  const min = sorted[0]!
  const max = sorted[sorted.length - 1]!
  const bins = distinct === 1 ? 1 : Math.min(50, Math.max(10, Math.ceil(Math.log2(sorted.length)) + 1))
  const edges = Array.from({ length: bins + 1 }, (_, edge) => (edge === bins ? max : min + ((max - min) * edge) / bins))
  return { edges, counts: binned(sorted, edges.slice(1, -1)).counts }
}

/** Infinities, which have no distance to anything, lie at the ends. */
function finitePart(sorted: Float64Array): Float64Array {
  const from = sorted.findIndex(Number.isFinite)
  return from < 0 ? sorted.subarray(0, 0) : sorted.subarray(from, sorted.findLastIndex(Number.isFinite) + 1)
}

/** @param edges inner edges, ascending */
function binned(sorted: Float64Array, edges: readonly number[]): Histogram {
  const upTo = [...edges.map((edge) => countAtMost(sorted, edge)), sorted.length]
  return { edges, counts: upTo.map((total, bin) => total - (upTo[bin - 1] ?? 0)) }
}
