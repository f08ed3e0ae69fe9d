import type { ConstantEstimator } from "../model/index.ts"
import type { TrainInput } from "./input.ts"
import { medianOf, quantileOf } from "./median.ts"
import { quantileSought, seekOf } from "./seek.ts"

/**
 * The answer that is best when nothing is known about a row: the mean, median, quantile or geometric mean the metric asks for, or
 * the shares of the classes.
 */
export function fitBaseline(input: TrainInput, rows: Int32Array, metric: string): ConstantEstimator {
  switch (input.task) {
    case "regression":
      return { kind: "constant", values: [centre(input.target, rows, metric)] }
    case "binary":
      return { kind: "constant", values: [classShares(input.target, rows, 2)[1]!] }
    case "multiclass":
      return { kind: "constant", values: classShares(input.target, rows, input.classes) }
  }
}

/** @returns classes long; sums to one; a class without a row has share 0 */
export function classShares(target: Float64Array, rows: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0)
  for (const row of rows) counts[target[row]!]! += 1
  return counts.map((count) => count / rows.length)
}

export function meanOf(target: Float64Array, rows: Int32Array): number {
  let sum = 0
  for (const row of rows) sum += target[row]!
  return sum / rows.length
}

function centre(target: Float64Array, rows: Int32Array, metric: string): number {
  switch (seekOf(metric)) {
    case "mean":
      return meanOf(target, rows)
    case "median":
      return medianOf(Float64Array.from(rows, (row) => target[row]!))
    case "quantile":
      return quantileOf(
        Float64Array.from(rows, (row) => target[row]!),
        quantileSought(metric)!,
      )
    case "log-mean":
      return logMean(target, rows)
  }
}

function logMean(target: Float64Array, rows: Int32Array): number {
  let sum = 0
  for (const row of rows) sum += Math.log1p(Math.max(0, target[row]!))
  return Math.expm1(sum / rows.length)
}
