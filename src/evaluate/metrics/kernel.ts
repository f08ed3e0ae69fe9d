import type { Predicted } from "../../model/index.ts"
import type { MetricName, PlainMetric } from "./metric.ts"
import { areaUnderRoc, averagePrecision, rankRows } from "./ranking.ts"
import { soughtLosses } from "./sought-losses.ts"
import { isSought } from "./sought-metric.ts"

/** What was true and what was answered, row by row. */
export interface Answers {
  /** rows long; the number for regression, the class index otherwise */
  readonly truth: Float64Array
  readonly predicted: Predicted
  /** rows long; how much each counts, the same when absent */
  readonly weights?: Float64Array
}

/** rows long; how often each row counts: drawn so often, weighted so much, or both. */
export type RowCounts = Int32Array | Float64Array

/**
 * A metric made ready for many resamplings of the same rows.
 *
 * @param counts rows long; how often each row was drawn, once each when absent
 * @returns NaN when the metric is not defined on what was drawn
 */
export type Kernel = (counts?: RowCounts) => number

export function kernelOf(name: MetricName, answers: Answers): Kernel {
  const kernel = isSought(name) ? meanOf(soughtLosses(name, answers)) : kernels[name](answers)
  const { weights } = answers
  if (weights === undefined) return kernel
  return (counts) => kernel(counts === undefined ? weights : weights.map((weight, row) => weight * counts[row]!))
}

/**
 * The loss of each row that a metric is made of, for comparing parts of a table; log loss stands in for ranking metrics.
 *
 * @returns rows long; lower is better
 */
export function rowLosses(name: MetricName, answers: Answers): Float64Array {
  if (isSought(name)) return soughtLosses(name, answers)
  switch (name) {
    case "rmse":
    case "mse":
    case "r2":
      return squaredErrors(answers)
    case "mae":
      return absoluteErrors(answers)
    case "mape":
      return relativeErrors(answers)
    case "rmsle":
      return squaredLogErrors(answers)
    case "auc":
    case "aucOvr":
    case "averagePrecision":
    case "logLoss":
      return logLosses(answers)
    case "brier":
      return squaredProbabilityErrors(answers)
    case "accuracy":
    case "precision":
    case "recall":
    case "f1":
    case "macroF1":
    case "weightedF1":
      return hits(answers).map((hit) => 1 - hit)
  }
}

const kernels: Record<PlainMetric, (answers: Answers) => Kernel> = {
  rmse: (answers) => rootOf(meanOf(squaredErrors(answers))),
  mse: (answers) => meanOf(squaredErrors(answers)),
  mae: (answers) => meanOf(absoluteErrors(answers)),
  mape: (answers) => meanOf(relativeErrors(answers)),
  rmsle: (answers) => rootOf(meanOf(squaredLogErrors(answers))),
  r2: varianceExplained,
  accuracy: (answers) => meanOf(hits(answers)),
  logLoss: (answers) => meanOf(logLosses(answers)),
  brier: (answers) => meanOf(squaredProbabilityErrors(answers)),
  auc: (answers) => {
    const ranking = rankRows(answers.predicted.probabilities[1]!, answers.truth, 1)
    return (counts) => areaUnderRoc(ranking, counts)
  },
  averagePrecision: (answers) => {
    const ranking = rankRows(answers.predicted.probabilities[1]!, answers.truth, 1)
    return (counts) => averagePrecision(ranking, counts)
  },
  aucOvr: meanAreaOneAgainstRest,
  precision: (answers) => perClass(answers, (tallies) => ratio(tallies[1]!.right, tallies[1]!.predicted)),
  recall: (answers) => perClass(answers, (tallies) => ratio(tallies[1]!.right, tallies[1]!.true)),
  f1: (answers) => perClass(answers, (tallies) => f1Of(tallies[1]!)),
  macroF1: (answers) =>
    perClass(answers, (tallies) => {
      const present = tallies.filter((tally) => tally.true + tally.predicted > 0)
      return present.reduce((sum, tally) => sum + f1Of(tally), 0) / present.length
    }),
  weightedF1: (answers) =>
    perClass(answers, (tallies) => {
      const rows = tallies.reduce((sum, tally) => sum + tally.true, 0)
      return tallies.reduce((sum, tally) => sum + f1Of(tally) * tally.true, 0) / rows
    }),
}

function meanOf(values: Float64Array): Kernel {
  return (counts) => {
    let total = 0
    let rows = 0
    for (let row = 0; row < values.length; row++) {
      const weight = counts === undefined ? 1 : counts[row]!
      if (weight === 0) continue // 0 x NaN would spread
      total += weight * values[row]!
      rows += weight
    }
    return total / rows
  }
}

function rootOf(kernel: Kernel): Kernel {
  return (counts) => Math.sqrt(kernel(counts))
}

/** R2 = 1 - squared errors / squared distances from the mean. A constant truth gives 1 when hit exactly, else 0. */
function varianceExplained(answers: Answers): Kernel {
  const { truth } = answers
  const meanError = meanOf(squaredErrors(answers))
  const meanTruth = meanOf(truth)
  return (counts) => {
    if (truth.length < 2) return Number.NaN
    const centre = meanTruth(counts)
    const error = meanError(counts)
    const spread = meanSquareAround(centre, truth, counts)
    const rounding = (2 * Number.EPSILON * centre) ** 2 // the mean of equal numbers may be off by its last bit
    if (spread <= rounding) return error <= rounding ? 1 : 0
    return 1 - error / spread
  }
}

function meanSquareAround(centre: number, values: Float64Array, counts: RowCounts | undefined): number {
  let total = 0
  let rows = 0
  for (let row = 0; row < values.length; row++) {
    const weight = counts === undefined ? 1 : counts[row]!
    total += weight * (values[row]! - centre) ** 2
    rows += weight
  }
  return total / rows
}

function meanAreaOneAgainstRest(answers: Answers): Kernel {
  const rankings = answers.predicted.probabilities.map((score, label) => rankRows(score, answers.truth, label))
  return (counts) => {
    const areas = rankings.map((ranking) => areaUnderRoc(ranking, counts)).filter((area) => !Number.isNaN(area))
    return areas.reduce((sum, area) => sum + area, 0) / areas.length
  }
}

interface Tally {
  true: number
  predicted: number
  right: number
}

function perClass(answers: Answers, score: (tallies: readonly Tally[]) => number): Kernel {
  const { truth, predicted } = answers
  return (counts) => {
    const tallies = predicted.probabilities.map((): Tally => ({ true: 0, predicted: 0, right: 0 }))
    for (let row = 0; row < truth.length; row++) {
      const weight = counts === undefined ? 1 : counts[row]!
      const label = truth[row]!
      const answer = predicted.values[row]!
      tallies[label]!.true += weight
      tallies[answer]!.predicted += weight
      if (label === answer) tallies[label]!.right += weight
    }
    return score(tallies)
  }
}

/** 0 / 0 is 0: a class never predicted has no precision to praise. */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

function f1Of(tally: Tally): number {
  return ratio(2 * tally.right, tally.true + tally.predicted)
}

function squaredErrors({ truth, predicted }: Answers): Float64Array {
  return truth.map((value, row) => (predicted.values[row]! - value) ** 2)
}

function absoluteErrors({ truth, predicted }: Answers): Float64Array {
  return truth.map((value, row) => Math.abs(predicted.values[row]! - value))
}

/** Not defined for a truth of zero, where scikit-learn divides by the smallest step and gets a number nobody can read. */
function relativeErrors({ truth, predicted }: Answers): Float64Array {
  return truth.map((value, row) =>
    value === 0 ? Number.NaN : Math.abs(predicted.values[row]! - value) / Math.abs(value),
  )
}

/** Not defined for truths of -1 and below. A prediction below every possible truth counts as the lowest one, 0 or less. */
function squaredLogErrors({ truth, predicted }: Answers): Float64Array {
  const floor = truth.reduce((least, value) => Math.min(least, value), 0)
  if (floor <= -1) return truth.map(() => Number.NaN)
  return truth.map((value, row) => (Math.log1p(Math.max(predicted.values[row]!, floor)) - Math.log1p(value)) ** 2)
}

function hits({ truth, predicted }: Answers): Float64Array {
  return truth.map((label, row) => (predicted.values[row] === label ? 1 : 0))
}

/** In nats; probabilities are kept away from 0 by scikit-learn's floor for float64, or one row would decide the score. */
function logLosses({ truth, predicted }: Answers): Float64Array {
  return truth.map((label, row) => {
    const given = predicted.probabilities[label]![row]!
    return -Math.log(Math.min(Math.max(given, Number.EPSILON), 1 - Number.EPSILON))
  })
}

function squaredProbabilityErrors({ truth, predicted }: Answers): Float64Array {
  return truth.map((label, row) => (predicted.probabilities[1]![row]! - label) ** 2)
}
