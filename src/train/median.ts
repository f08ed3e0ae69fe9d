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
