import type { Coverage } from "../evaluation.ts"
import { normalQuantile } from "../metrics/normal.ts"
import { quantile } from "./bootstrap.ts"

/** Intervals of all rows for a share of rows that they shall hold; both rows long. */
export type IntervalsFor = (share: number) => { readonly low: Float64Array; readonly high: Float64Array } | undefined

/** How many of the rows the intervals hold. A share for which there are none is left out. */
export function measureCoverage(
  truth: Float64Array,
  intervalsFor: IntervalsFor,
  confidence: number,
): readonly Coverage[] {
  return coverageShares.flatMap((share) => {
    const bounds = intervalsFor(share)
    if (bounds === undefined) return []
    const { low, high } = bounds
    const held = truth.reduce((count, value, row) => count + (value >= low[row]! && value <= high[row]! ? 1 : 0), 0)
    const widths = high.map((most, row) => most - low[row]!)
    return [
      {
        share,
        held: held / truth.length,
        interval: wilsonInterval(held, truth.length, confidence),
        meanWidth: widths.reduce((sum, width) => sum + width, 0) / widths.length,
        medianWidth: quantile(widths.sort(), 0.5),
      },
    ]
  })
}

/**
 * Wilson score interval of a share.
 *
 * @param confidence share of such intervals that hold the true share, in (0, 1)
 */
export function wilsonInterval(successes: number, trials: number, confidence: number): readonly [number, number] {
  const z = normalQuantile((1 + confidence) / 2)
  const share = successes / trials
  const centre = (share + (z * z) / (2 * trials)) / (1 + (z * z) / trials)
  const half =
    (z / (1 + (z * z) / trials)) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
}

/** For which intervals and sets are measured. */
export const coverageShares = [0.5, 0.8, 0.9, 0.95]
