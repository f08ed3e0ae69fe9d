/** From left to right. */
export function sumOf(counts: ArrayLike<number>): number {
  let total = 0
  for (let index = 0; index < counts.length; index++) total += counts[index]!
  return total
}
