/**
 * Where the rows of a column lie: values that occur, ascending, and the rows each of them stands for. Exact up to 1000
 * different values, so always for a table of at most 1000 rows; beyond, neighbours are put together.
 */
export interface Points {
  readonly values: readonly number[]
  /** As long as `values`; sums to the rows with a finite value. */
  readonly counts: readonly number[]
  /** Wasserstein distance to the rows themselves, in the unit of the column: no distance to another table is wrong by more. */
  readonly error: number
}

/**
 * A group ends where either a share of the rows or a share of the range is used up: quantiles alone would leave the tails, which
 * decide a Wasserstein distance, to a handful of values. A group stands at its middle row.
 *
 * @param sorted ascending, finite, no missing values
 */
export function pointsOf(sorted: Float64Array, distinct: number): Points {
  const values: number[] = []
  const counts: number[] = []
  let error = 0
  for (let start = 0; start < sorted.length; ) {
    const end = distinct <= mostPoints ? endOfRun(sorted, start) : endOfGroup(sorted, start)
    const middle = sorted[(start + end) >>> 1]!
    for (let row = start; row < end; row++) error += Math.abs(sorted[row]! - middle)
    values.push(middle)
    counts.push(end - start)
    start = end
  }
  return { values, counts, error: sorted.length === 0 ? 0 : error / sorted.length }
}

/** First row whose value differs from that of `start`. */
function endOfRun(sorted: Float64Array, start: number): number {
  let end = start + 1
  while (end < sorted.length && sorted[end] === sorted[start]) end++
  return end
}

function endOfGroup(sorted: Float64Array, start: number): number {
  const key = groupKeys(sorted, start)
  let end = endOfRun(sorted, start)
  while (end < sorted.length) {
    const next = groupKeys(sorted, end)
    if (next.rank !== key.rank || next.place !== key.place) break
    end = endOfRun(sorted, end)
  }
  return end
}

function groupKeys(sorted: Float64Array, row: number): { readonly rank: number; readonly place: number } {
  const half = mostPoints / 2
  const least = sorted[0]!
  const range = sorted[sorted.length - 1]! - least
  const place = Math.floor((half * (sorted[row]! - least)) / range)
  return { rank: Math.floor((half * row) / sorted.length), place }
}

/** At 20 columns some 400 kB of JSON. */
const mostPoints = 1000
