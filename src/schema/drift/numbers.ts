import type { Points } from "../sketch/points.ts"
import type { NumberSketch } from "../sketch/sketch.ts"
import { sumOf } from "../statistics/sum-of.ts"
import type { Cells } from "./cells.ts"
import { placedQuantiles } from "./quantiles.ts"

/** The current values of a number column: rows in any order, or the points of a sketch with their counts. */
export interface CurrentNumbers {
  readonly kind: "number"
  /** NaN is missing; infinities are left out, as a distance to them says nothing. */
  readonly values: Float64Array
  /** As long as `values`; one row each when absent. */
  readonly counts?: readonly number[]
  readonly missing: number
}

/** A number column beside its reference. */
export interface NumberComparison {
  /** Finite values now. */
  readonly rows: number
  /** Largest difference of the distribution functions: the Kolmogorov-Smirnov statistic. */
  readonly kolmogorov: number
  /** Area between the distribution functions, in the unit of the column. */
  readonly wasserstein: number
  /** About ten cells, bounded by deciles of the reference; or one for each value when both tables together have at most five. */
  readonly cells: Cells
  readonly isFew: boolean
  /** Quantiles of the current values, exact; NaN when there is no row. */
  quantiles(shares: readonly number[]): readonly number[]
}

/**
 * One pass over the values without sorting them: between two neighbouring points of the reference only their number and the
 * sum of their distances matter, unless the distribution functions cross there; the few values of such a gap are then sorted.
 */
export function compareNumbers({ points }: NumberSketch, current: CurrentNumbers): NumberComparison {
  const counted = countBetween(points, current)
  const [referenceRows, rows] = [sumOf(points.counts), sumOf(counted.at) + sumOf(counted.between)]
  const { kolmogorov, crossed } = largestDifference(points, counted, { referenceRows, rows })
  const wasserstein = areaBetween(points, counted, { referenceRows, rows, inside: insideOf(counted, current, crossed) })
  const few = fewValues(points, current, counted)
  return {
    rows,
    kolmogorov: rows === 0 || referenceRows === 0 ? 0 : kolmogorov,
    wasserstein: rows === 0 || referenceRows === 0 ? 0 : wasserstein,
    cells: few ?? decileCells(points, counted, { referenceRows, rows }),
    isFew: few !== undefined,
    quantiles: (shares) => placedQuantiles({ points: points.values, ...counted, ...current }, shares),
  }
}

/** Rows at the points, and in the gaps: gap i lies under point i, the last one above all points. */
interface Counted {
  readonly at: Float64Array
  readonly between: Float64Array
  /** Sum of the distances of the rows in a gap to the point above it; in the last gap to the point below. */
  readonly distances: Float64Array
  /** For each value the gap it lies in; `nowhere` for one at a point and for one that is not finite. */
  readonly gaps: Uint16Array
}

interface Totals {
  readonly referenceRows: number
  readonly rows: number
}

function countBetween({ values: points }: Points, { values, counts }: CurrentNumbers): Counted {
  const size = points.length
  const at = new Float64Array(size)
  const between = new Float64Array(size + 1)
  const distances = new Float64Array(size + 1)
  const gaps = new Uint16Array(values.length).fill(nowhere)
  const sorted = Float64Array.from(points)
  const { starts, scale } = guide(sorted)
  const [least, most] = [sorted[0] ?? 0, sorted[size - 1] ?? 0]
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    // false for NaN and infinities too
    if (!(value - value === 0)) continue
    const count = counts === undefined ? 1 : counts[row]!
    let low = value > most ? size : 0
    if (value > least && value <= most) {
      // zero where the range is too large for a number
      const step = ((value - least) * scale) | 0
      low = starts[step]!
      for (let high = starts[step + 1]!; low < high; ) {
        const middle = (low + high) >>> 1
        if (sorted[middle]! < value) low = middle + 1
        else high = middle
      }
    }
    if (low < size && sorted[low] === value) at[low]! += count
    else {
      gaps[row] = low
      between[low]! += count
      distances[low]! += count * (low < size ? sorted[low]! - value : value - most)
    }
  }
  return { at, between, distances, gaps }
}

/** Where to look for the first point that is not below a value: between two entries of a table over even steps. */
function guide(sorted: Float64Array): { readonly starts: Int32Array; readonly scale: number } {
  const size = sorted.length
  const steps = 8 * size
  const [least, most] = [sorted[0] ?? 0, sorted[size - 1] ?? 0]
  const scale = most > least ? (steps - 1) / (most - least) : 0
  const starts = new Int32Array(steps + 2).fill(size)
  for (let point = size - 1; point >= 0; point--) starts[((sorted[point]! - least) * scale) | 0] = point
  for (let step = steps; step >= 0; step--) starts[step] = Math.min(starts[step]!, starts[step + 1]!)
  return { starts, scale }
}

/** Between two points the reference stands still, so the largest difference lies at an end of a gap. */
function largestDifference(
  { counts }: Points,
  { at, between }: Counted,
  { referenceRows, rows }: Totals,
): { readonly kolmogorov: number; readonly crossed: ReadonlySet<number> } {
  const crossed = new Set<number>()
  let [before, now, largest] = [0, 0, 0]
  for (const [point, count] of counts.entries()) {
    const atStart = now / rows - before / referenceRows
    now += between[point]!
    const atEnd = now / rows - before / referenceRows
    if (between[point]! > 0 && atStart < 0 && atEnd > 0) crossed.add(point)
    now += at[point]!
    before += count
    largest = Math.max(largest, Math.abs(atEnd), Math.abs(now / rows - before / referenceRows))
  }
  return { kolmogorov: largest, crossed }
}

/** Values in a gap, ascending, with their counts when they are points of a sketch. */
interface Inside {
  readonly values: Float64Array
  readonly counts: Float64Array | undefined
}

function insideOf(
  { between, gaps }: Counted,
  { values, counts }: CurrentNumbers,
  crossed: ReadonlySet<number>,
): ReadonlyMap<number, Inside> {
  const starts = new Int32Array(between.length).fill(-1)
  let length = 0
  for (const gap of crossed) {
    starts[gap] = length
    length += counts === undefined ? between[gap]! : gaps.reduce((sum, other) => sum + Number(other === gap), 0)
  }
  const [found, weights] = [new Float64Array(length), new Float64Array(counts === undefined ? 0 : length)]
  const ends = starts.slice()
  for (let row = 0; row < gaps.length && length > 0; row++) {
    const gap = gaps[row]!
    if (gap === nowhere || starts[gap]! < 0) continue
    const slot = ends[gap]!++
    found[slot] = values[row]!
    if (counts !== undefined) weights[slot] = counts[row]!
  }
  const inside = new Map<number, Inside>()
  for (const gap of crossed) {
    const part = found.subarray(starts[gap], ends[gap])
    // the points of a sketch come in order
    if (counts === undefined) inside.set(gap, { values: part.sort(), counts: undefined })
    else inside.set(gap, { values: part, counts: weights.subarray(starts[gap], ends[gap]) })
  }
  return inside
}

function areaBetween(
  { values, counts }: Points,
  { at, between, distances }: Counted,
  { referenceRows, rows, inside }: Totals & { readonly inside: ReturnType<typeof insideOf> },
): number {
  const last = values.length
  let area = (distances[0]! + distances[last]!) / rows
  let [before, now] = [0, between[0]!]
  for (let gap = 1; gap < last; gap++) {
    before += counts[gap - 1]!
    now += at[gap - 1]!
    const [from, to] = [values[gap - 1]!, values[gap]!]
    const known = inside.get(gap)
    const share = before / referenceRows
    if (known === undefined) area += Math.abs((now / rows - share) * (to - from) + distances[gap]! / rows)
    else {
      let [place, reached] = [from, now]
      for (const [index, value] of known.values.entries()) {
        area += Math.abs(reached / rows - share) * (value - place)
        place = value
        reached += known.counts?.[index] ?? 1
      }
      area += Math.abs(reached / rows - share) * (to - place)
    }
    now += between[gap]!
  }
  return area
}

/** A cell for each value, when the two tables together have at most five. */
function fewValues(points: Points, { values, counts }: CurrentNumbers, { at, between }: Counted): Cells | undefined {
  if (points.values.length > mostFew) return undefined
  const added = new Map<number, number>()
  if (between.some((count) => count > 0)) {
    for (let row = 0; row < values.length; row++) {
      const value = values[row]!
      if (!(value - value === 0) || points.values.includes(value)) continue
      added.set(value, (added.get(value) ?? 0) + (counts === undefined ? 1 : counts[row]!))
      if (points.values.length + added.size > mostFew) return undefined
    }
  }
  const all = [
    ...points.values.map((value, point) => ({ value, before: points.counts[point]!, now: at[point]! })),
    ...[...added].map(([value, now]) => ({ value, before: 0, now })),
  ].sort((a, b) => a.value - b.value)
  return {
    labels: all.map(({ value }) => String(value)),
    reference: all.map(({ before }) => before),
    current: all.map(({ now }) => now),
  }
}

/** A cell ends at the point with which a further tenth of the reference is reached. */
function decileCells({ values, counts }: Points, { at, between }: Counted, totals: Totals): Cells {
  const labels: string[] = []
  const reference: number[] = []
  const current: number[] = []
  let [before, total, now] = [0, 0, 0]
  for (const [point, count] of counts.entries()) {
    before += count
    total += count
    now += between[point]! + at[point]!
    const isLast = point === values.length - 1
    if (
      !isLast &&
      Math.floor((10 * total) / totals.referenceRows) === Math.floor((10 * (total - before)) / totals.referenceRows)
    )
      continue
    labels.push(isLast ? `above ${values[point - 1] ?? ""}` : `to ${values[point]!}`)
    reference.push(before)
    current.push(now + (isLast ? between[values.length]! : 0))
    ;[before, now] = [0, 0]
  }
  return { labels, reference, current }
}

/** Up to so many different values a number is judged like a category: Evidently's bound. */
const mostFew = 5

const nowhere = 0xffff
