import { quantile } from "./bootstrap.ts"
import type { Coverage } from "./evaluation.ts"

/** Intervals of all rows for a share of rows that they shall hold; both rows long. */
export type IntervalsFor = (share: number) => { readonly low: Float64Array; readonly high: Float64Array } | undefined

/** How many of the rows the intervals hold. A share for which there are none is left out. */
export function measureCoverage(
  truth: Float64Array,
  intervalsFor: IntervalsFor,
  confidence: number,
): readonly Coverage[] {
  return shares.flatMap((share) => {
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

/** Acklam's rational approximation, relative error below 1.2e-9; for shares from one half up to 0.9995 and a little beyond. */
function normalQuantile(share: number): number {
  if (share > centralEnd) {
    const tail = Math.sqrt(-2 * Math.log(1 - share))
    return -polynomial(tailTop, tail) / (polynomial(tailBottom, tail) * tail + 1)
  }
  const away = share - 0.5
  const square = away * away
  return (polynomial(centreTop, square) * away) / (polynomial(centreBottom, square) * square + 1)
}

function polynomial(coefficients: readonly number[], at: number): number {
  return coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0)
}

const shares = [0.5, 0.8, 0.9, 0.95]
const centralEnd = 0.97575
const centreTop = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
]
const centreBottom = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572]
const tailTop = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
]
const tailBottom = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]
