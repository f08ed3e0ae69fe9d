/**
 * Median of numbers none of which is missing; the mean of the two in the middle when there are two. Takes time in proportion to
 * the numbers (Hoare's selection), and leaves them in another order.
 */
export function medianOf(values: Float64Array): number {
  const middle = values.length >> 1
  const upper = select(values, middle)
  if (values.length % 2 === 1) return upper
  let lower = Number.NEGATIVE_INFINITY
  for (let at = 0; at < middle; at++) if (values[at]! > lower) lower = values[at]!
  return (lower + upper) / 2
}

/**
 * The number below which a share of the numbers lies, none of which is missing; between two of them in proportion, as numpy does
 * by default. Leaves them in another order.
 *
 * @param share in [0, 1]
 */
export function quantileOf(values: Float64Array, share: number): number {
  const position = share * (values.length - 1)
  const rank = Math.floor(position)
  const lower = select(values, rank)
  if (rank === position) return lower
  let upper = Number.POSITIVE_INFINITY
  for (let at = rank + 1; at < values.length; at++) if (values[at]! < upper) upper = values[at]!
  return lower + (upper - lower) * (position - rank)
}

/**
 * The same of numbers that count more than once each, or less; with whole weights as if each stood there so often. With weights
 * that are not whole, the places between which it lies are counted in steps of 1.
 *
 * @param weights as long as the values; at least 1 in all, or the value with the largest rank is given
 */
export function weightedQuantile(values: Float64Array, weights: Float64Array, share: number): number {
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!)
  let total = 0
  for (const weight of weights) total += weight
  const position = Math.max(0, share * (total - 1))
  const rank = Math.floor(position)
  let sum = 0
  let lower: number | undefined
  for (const at of order) {
    sum += weights[at]!
    if (lower === undefined && sum > rank) lower = values[at]!
    if (lower !== undefined && (rank === position || sum > rank + 1)) {
      return lower + (values[at]! - lower) * (position - rank)
    }
  }
  return lower ?? values[order.at(-1)!]!
}

/** Bring the number of a rank to its place: none before it is larger, none behind it smaller. */
function select(values: Float64Array, rank: number): number {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const pivot = middleOfThree(values[low]!, values[(low + high) >> 1]!, values[high]!)
    let left = low
    let right = high
    while (left <= right) {
      while (values[left]! < pivot) left += 1
      while (values[right]! > pivot) right -= 1
      if (left > right) break
      const kept = values[left]!
      values[left] = values[right]!
      values[right] = kept
      left += 1
      right -= 1
    }
    if (rank <= right) high = right
    else if (rank >= left) low = left
    else break
  }
  return values[rank]!
}

function middleOfThree(first: number, second: number, third: number): number {
  return Math.max(Math.min(first, second), Math.min(Math.max(first, second), third))
}
