import type { Random } from "../../base/index.ts"
import type { RegressionDetail } from "../evaluation.ts"
import { quantile } from "../uncertainty/bootstrap.ts"
import type { Answers } from "./kernel.ts"
import { sampleRows } from "./sample.ts"

/** How the errors of a regression are spread, and where. */
export function describeRegression(
  answers: Answers,
  coverage: RegressionDetail["coverage"],
  random: Random,
): RegressionDetail {
  const { truth, predicted } = answers
  const residuals = truth.map((value, row) => predicted.values[row]! - value).sort()
  const mean = residuals.reduce((sum, value) => sum + value, 0) / residuals.length
  const variance = residuals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / residuals.length
  const chosen = sampleRows(truth.length, Math.min(truth.length, sampleSize), random)
  return {
    residual: {
      mean,
      deviation: Math.sqrt(variance),
      quantiles: shares.map((share) => ({ share, value: quantile(residuals, share) })),
      histogram: histogramOf(residuals),
    },
    calibration: calibrationOf(answers),
    coverage,
    sample: Array.from(chosen, (row) => ({ truth: truth[row]!, predicted: predicted.values[row]! })),
  }
}

/** Even bins between the 0.5th and 99.5th percentile; the first and last bin also hold what lies beyond. */
function histogramOf(sorted: Float64Array): RegressionDetail["residual"]["histogram"] {
  const low = quantile(sorted, 0.005)
  const high = quantile(sorted, 0.995)
  const bins = high > low ? Math.min(mostBins, Math.max(5, Math.ceil(Math.sqrt(sorted.length)))) : 1
  const width = (high - low) / bins
  const counts = new Array<number>(bins).fill(0)
  for (const value of sorted) {
    const bin = width > 0 ? Math.floor((value - low) / width) : 0
    counts[Math.min(bins - 1, Math.max(0, bin))]!++
  }
  return counts.map((rows, bin) => ({ from: low + bin * width, to: low + (bin + 1) * width, rows }))
}

function calibrationOf({ truth, predicted }: Answers): RegressionDetail["calibration"] {
  const order = Int32Array.from(truth, (_value, row) => row).sort(
    (a, b) => predicted.values[a]! - predicted.values[b]! || a - b,
  )
  const groups = Math.max(1, Math.min(mostGroups, Math.floor(order.length / rowsPerGroup)))
  return Array.from({ length: groups }, (_none, group) => {
    const rows = order.subarray(
      Math.floor((group * order.length) / groups),
      Math.floor(((group + 1) * order.length) / groups),
    )
    const truths = Float64Array.from(rows, (row) => truth[row]!).sort()
    return {
      predicted: rows.reduce((sum, row) => sum + predicted.values[row]!, 0) / rows.length,
      truth: truths.reduce((sum, value) => sum + value, 0) / rows.length,
      truthRange: [quantile(truths, 0.1), quantile(truths, 0.9)] as const,
      rows: rows.length,
    }
  })
}

const shares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]
const sampleSize = 400
const mostBins = 40
const mostGroups = 20
const rowsPerGroup = 10
