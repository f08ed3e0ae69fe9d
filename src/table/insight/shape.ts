import { median, quantileOf } from "./order.ts"

/** How the values of a column of numbers are spread, beyond what its sketch says. */
export interface NumberShape {
  readonly column: string
  /**
   * Third standardised moment with the correction for small samples, sqrt(n (n - 1)) / (n - 2) * m3 / m2^1.5, as pandas and
   * scipy.stats.skew(bias=False) have it; null under three values and for a constant.
   */
  readonly skew: number | null
  /** Fourth standardised moment less 3, with the correction of pandas; null under four values and for a constant. */
  readonly excessKurtosis: number | null
  /** Rows with 0, and with less than 0. */
  readonly zeros: number
  readonly negatives: number
  /** null where the rule says nothing: the middle half of the values, or that side of it, is one value. */
  readonly outliers: Outliers | null
  /** Values that look like a code for "no value"; never taken for one without being asked. */
  readonly sentinels: readonly Sentinel[]
}

/**
 * Values beyond far fences, each as far as six times its own half of the middle half of the values: Q1 - 6 (Q2 - Q1) and
 * Q3 + 6 (Q3 - Q2), so that a skewed column is not all outliers. For a symmetric one they are Tukey's outer fences.
 */
export interface Outliers {
  readonly low: number | null
  readonly high: number | null
  /** Rows below `low` and above `high`. */
  readonly below: number
  readonly above: number
}

export interface Sentinel {
  readonly value: number
  readonly rows: number
}

/** @returns undefined when neither side has a fence */
export function fencesOf(values: Float64Array): Pick<Outliers, "low" | "high"> | undefined {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  if (sorted.length < fewestForFences) return undefined
  const [first, middle, third] = [quantileOf(sorted, 0.25), median(sorted), quantileOf(sorted, 0.75)]
  const low = middle > first ? first - farAway * (middle - first) : null
  const high = third > middle ? third + farAway * (third - middle) : null
  return low === null && high === null ? undefined : { low, high }
}

/**
 * Values among the commonest that people write for "no value", when they stand apart: at an end of the column, repeated, and
 * farther from the next value than the middle 98 % of the others are wide.
 *
 * @param common values that occur most and their rows
 * @param values a sample of the column
 */
export function sentinelsOf(common: readonly Sentinel[], values: Float64Array): readonly Sentinel[] {
  const found: Sentinel[] = []
  const coded = common.filter(({ value, rows }) => rows >= fewestRepeats && codes.has(Math.abs(value)))
  for (const candidate of coded) {
    const others = values.filter((value) => !Number.isNaN(value) && !coded.some((code) => code.value === value)).sort()
    if (others.length < fewestForFences) continue
    const [least, most] = [quantileOf(others, 0.01), quantileOf(others, 0.99)]
    const width = Math.max(most - least, Number.EPSILON)
    const { value } = candidate
    const apart = value < others[0]! ? others[0]! - value : value > others.at(-1)! ? value - others.at(-1)! : 0
    const isOnlyNegative = value < 0 && others[0]! >= 0
    if (apart > width || isOnlyNegative) found.push(candidate)
  }
  return found
}

const fewestForFences = 20

const farAway = 6

const fewestRepeats = 3

/** Absolute values of numbers that are known to be written for "no value". */
const codes: ReadonlySet<number> = new Set([
  1, 9, 99, 200, 999, 9999, 99_999, 999_999, 9_999_999, 99_999_999, 999_999_999, 2_147_483_647, 2_147_483_648, 32_767,
  32_768, 99.9, 999.9, 9999.9, 99.99, 999.99, 9999.99,
])
