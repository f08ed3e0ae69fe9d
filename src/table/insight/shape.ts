import { countBelow, countUpTo, median, quantileOf } from "./order.ts"

/** How the values of a column of numbers are spread, beyond what its sketch says. */
export interface NumberShape {
  readonly column: string
  /** Values that were looked at: of all rows, or of a sample spread evenly over the table. All counts below are of these. */
  readonly values: number
  /**
   * Third standardised moment with the correction for small samples, sqrt(n (n - 1)) / (n - 2) * m3 / m2^1.5, as pandas and
   * scipy.stats.skew(bias=False) have it; null under three values and for a constant.
   */
  readonly skew: number | null
  /** Fourth standardised moment less 3, with the correction of pandas; null under four values and for a constant. */
  readonly excessKurtosis: number | null
  /** Values that are 0, and less than 0. */
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
  /** Values below `low` and above `high`. */
  readonly below: number
  readonly above: number
}

export interface Sentinel {
  readonly value: number
  readonly rows: number
}

/** @param values rows long; NaN is missing */
export function shapeOf(column: string, values: Float64Array): NumberShape {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const { skew, excessKurtosis } = momentsOf(sorted)
  const [belowZero, upToZero] = [countBelow(sorted, 0), countUpTo(sorted, 0)]
  return {
    column,
    values: sorted.length,
    skew,
    excessKurtosis,
    zeros: upToZero - belowZero,
    negatives: belowZero,
    outliers: outliersOf(sorted),
    sentinels: sentinelsOf(sorted),
  }
}

function momentsOf(sorted: Float64Array): Pick<NumberShape, "skew" | "excessKurtosis"> {
  const count = sorted.length
  if (count < 3 || sorted[0] === sorted[count - 1]) return { skew: null, excessKurtosis: null }
  // Distances from the smallest value, so that large and alike ones such as coordinates lose no digits.
  const start = sorted[0]!
  let total = 0
  for (const value of sorted) total += value - start
  const mean = total / count
  let [second, third, fourth] = [0, 0, 0]
  for (const value of sorted) {
    const off = value - start - mean
    second += off ** 2
    third += off ** 3
    fourth += off ** 4
  }
  const variance = second / count
  const skew = ((third / count / variance ** 1.5) * Math.sqrt(count * (count - 1))) / (count - 2)
  const kurtosis = fourth / count / variance ** 2 - 3
  const corrected = ((count - 1) / ((count - 2) * (count - 3))) * ((count + 1) * kurtosis + 6)
  return { skew, excessKurtosis: count < 4 ? null : corrected }
}

function outliersOf(sorted: Float64Array): Outliers | null {
  if (sorted.length < fewestForFences) return null
  const [first, middle, third] = [quantileOf(sorted, 0.25), median(sorted), quantileOf(sorted, 0.75)]
  const low = middle > first ? first - farAway * (middle - first) : null
  const high = third > middle ? third + farAway * (third - middle) : null
  if (low === null && high === null) return null
  return {
    low,
    high,
    below: low === null ? 0 : countBelow(sorted, low),
    above: high === null ? 0 : sorted.length - countUpTo(sorted, high),
  }
}

/** Numbers that people write for "no value", repeated, and farther from all others than the middle 98 % of those are wide. */
function sentinelsOf(sorted: Float64Array): readonly Sentinel[] {
  const repeated = codes.flatMap((value): Sentinel[] => {
    const rows = countUpTo(sorted, value) - countBelow(sorted, value)
    return rows >= fewestRepeats ? [{ value, rows }] : []
  })
  if (repeated.length === 0) return []
  const others = sorted.filter((value) => !repeated.some((code) => code.value === value))
  const [least, most] = [others[0], others.at(-1)]
  if (least === undefined || most === undefined || others.length < fewestForFences) return []
  const width = quantileOf(others, 0.99) - quantileOf(others, 0.01)
  return repeated.filter(({ value }) => {
    // A single negative value among counts stands for something else than a count.
    if (value === -1) return least >= 0
    const apart = value < least ? least - value : value - most
    return apart > width
  })
}

const fewestForFences = 20

const farAway = 6

const fewestRepeats = 3

const nines = [
  9, 99, 999, 9999, 99_999, 999_999, 9_999_999, 99_999_999, 999_999_999, 99.9, 999.9, 9999.9, 99.99, 999.99,
]

/** Numbers that are known to be written for "no value". */
const codes: readonly number[] = [
  ...nines,
  ...nines.map((nine) => -nine),
  ...[-1, -200, -32_768, 32_767, -2_147_483_648, 2_147_483_647],
]
