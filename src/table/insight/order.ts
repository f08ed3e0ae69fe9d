/** Linear between the two nearest ranks, as NumPy does it. */
export function quantileOf(sorted: Float64Array, share: number): number {
  const rank = share * (sorted.length - 1)
  const below = Math.floor(rank)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low === high || rank === below ? low : low + (high - low) * (rank - below)
}

export function median(sorted: Float64Array): number {
  return quantileOf(sorted, 0.5)
}

/**
 * Ranks from 1, equal values share the mean of theirs; NaN has rank NaN.
 *
 * @returns as long as `values`
 */
export function ranksOf(values: Float64Array): Float64Array {
  // A sort of plain numbers and two searches a value are several times as quick as sorting row numbers.
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  return values.map((value) =>
    Number.isNaN(value)
      ? value
      : (countWhere(sorted, (other) => other < value) + countWhere(sorted, (other) => other <= value) + 1) / 2,
  )
}

/** How many of `sorted` are below `value`. */
export function countBelow(sorted: Float64Array, value: number): number {
  return countWhere(sorted, (other) => other < value)
}

/** How many of `sorted` are at most `value`. */
export function countUpTo(sorted: Float64Array, value: number): number {
  return countWhere(sorted, (other) => other <= value)
}

/** @param isBefore true for some first values and false for the rest */
function countWhere(sorted: Float64Array, isBefore: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isBefore(sorted[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}
