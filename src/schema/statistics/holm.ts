/**
 * Holm's step-down correction: with it the chance of one false alarm among all tests stays at most `significance`, however
 * the tests depend on each other, as columns of one table do. The false discovery rate of Benjamini and Hochberg would let a part
 * of the alarms be false, and an alarm here can end a build.
 *
 * @param pValues of all tests of a table
 * @returns for each test the level its p-value was held against (at most it: the test is significant) and the adjusted p-value
 */
export function holm(
  pValues: readonly number[],
  significance: number,
): readonly { readonly level: number; readonly adjusted: number }[] {
  const order = [...pValues.keys()].sort((a, b) => pValues[a]! - pValues[b]!)
  const result: { level: number; adjusted: number }[] = []
  let adjusted = 0
  let level = significance / Math.max(1, pValues.length)
  for (const [rank, test] of order.entries()) {
    const left = pValues.length - rank
    if (adjusted <= significance) level = significance / left
    adjusted = Math.min(1, Math.max(adjusted, pValues[test]! * left))
    result[test] = { level, adjusted }
  }
  return result
}
