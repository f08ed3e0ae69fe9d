import { sumOf } from "./sum-of.ts"

/**
 * Square root of the Jensen-Shannon divergence, natural logarithm; equal to `scipy.spatial.distance.jensenshannon` to 1e-12.
 *
 * @param first shares or counts; each side is brought to sum to one
 * @returns in [0, sqrt(ln 2)]
 */
export function jensenShannon(first: readonly number[], second: readonly number[]): number {
  const [all, others] = [sumOf(first), sumOf(second)]
  let divergence = 0
  for (let cell = 0; cell < first.length; cell++) {
    const p = first[cell]! / all
    const q = second[cell]! / others
    const middle = (p + q) / 2
    if (p > 0) divergence += 0.5 * p * Math.log(p / middle)
    if (q > 0) divergence += 0.5 * q * Math.log(q / middle)
  }
  return Math.sqrt(Math.max(0, divergence))
}

/**
 * Population stability index: sum of (p - q) ln(p / q). A share of zero counts as 0.0001, or as a millionth of the smallest
 * other share where that one is not above 0.0001, as Evidently does.
 *
 * @param first shares or counts, the reference; each side is brought to sum to one
 */
export function stabilityIndex(first: readonly number[], second: readonly number[]): number {
  const [before, after] = [filledShares(first), filledShares(second)]
  return before.reduce((sum, p, cell) => sum + (p - after[cell]!) * Math.log(p / after[cell]!), 0)
}

function filledShares(counts: readonly number[]): readonly number[] {
  const total = sumOf(counts)
  const least = counts.reduce((least, count) => (count > 0 ? Math.min(least, count) : least), total) / total
  const fill = least <= 0.0001 ? least / 1e6 : 0.0001
  return counts.map((count) => (count === 0 ? fill : count / total))
}

/**
 * Wasserstein distance of two tables that lie on the same points: the area between their distribution functions.
 *
 * @param values ascending
 * @returns in the unit of `values`
 */
export function wassersteinOnPoints(
  values: readonly number[],
  first: readonly number[],
  second: readonly number[],
): number {
  const [all, others] = [sumOf(first), sumOf(second)]
  let [p, q, area] = [0, 0, 0]
  for (let point = 0; point + 1 < values.length; point++) {
    p += first[point]! / all
    q += second[point]! / others
    area += Math.abs(p - q) * (values[point + 1]! - values[point]!)
  }
  return area
}

/** Pearson's statistic of a table of two rows of counts, without a correction for continuity; every cell has a row on one side. */
export function chiSquareStatistic(first: readonly number[], second: readonly number[]): number {
  const [all, others] = [sumOf(first), sumOf(second)]
  let statistic = 0
  for (const [cell, count] of first.entries()) {
    const other = second[cell]!
    const share = (count + other) / (all + others)
    statistic += (count - share * all) ** 2 / (share * all) + (other - share * others) ** 2 / (share * others)
  }
  return statistic
}
