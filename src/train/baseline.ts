import type { ConstantEstimator } from "../model/index.ts"
import type { TrainInput } from "./input.ts"
import { medianOf, quantileOf, weightedQuantile } from "./median.ts"
import { quantileSought, seekOf } from "./seek.ts"

/**
 * The answer that is best when nothing is known about a row: the mean, median, quantile or geometric mean the metric asks for, or
 * the shares of the classes.
 */
export function fitBaseline(input: TrainInput, rows: Int32Array, metric: string): ConstantEstimator {
  switch (input.task) {
    case "regression":
      return { kind: "constant", values: [centre(input, rows, metric)] }
    case "binary":
      return { kind: "constant", values: [classShares(input, rows, 2)[1]!] }
    case "multiclass":
      return { kind: "constant", values: classShares(input, rows, input.classes) }
  }
}

/** Targets of rows and, where they differ, how much each counts. */
export type Counted = Pick<TrainInput, "target" | "weights">

/** @returns classes long; sums to one; a class without a row has share 0 */
export function classShares({ target, weights }: Counted, rows: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (const row of rows) counts[target[row]!]! += weights === undefined ? 1 : weights[row]!
  const total = weights === undefined ? rows.length : counts.reduce((sum, count) => sum + count, 0)
  return counts.map((count) => count / total)
}

export function meanOf({ target, weights }: Counted, rows: Int32Array): number {
  let sum = 0
  if (weights === undefined) {
    for (const row of rows) sum += target[row]!
    return sum / rows.length
  }
  let total = 0
  for (const row of rows) {
    sum += weights[row]! * target[row]!
    total += weights[row]!
  }
  return sum / total
}

/** @param share in [0, 1]; a half gives the median */
export function quantileAmong({ target, weights }: Counted, rows: Int32Array, share: number): number {
  const own = Float64Array.from(rows, (row) => target[row]!)
  if (weights !== undefined)
    return weightedQuantile(
      own,
      Float64Array.from(rows, (row) => weights[row]!),
      share,
    )
  return share === 0.5 ? medianOf(own) : quantileOf(own, share)
}

function centre(input: Counted, rows: Int32Array, metric: string): number {
  switch (seekOf(metric)) {
    case "mean":
      return meanOf(input, rows)
    case "median":
      return quantileAmong(input, rows, 0.5)
    case "quantile":
      return quantileAmong(input, rows, quantileSought(metric)!)
    case "log-mean":
      return Math.expm1(meanOf({ ...input, target: input.target.map((value) => Math.log1p(Math.max(0, value))) }, rows))
  }
}
