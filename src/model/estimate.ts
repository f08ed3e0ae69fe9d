import type { Matrix } from "../feature/index.ts"
import type { Estimator } from "./estimator.ts"
import { compileEstimator, outputsOf, type Runner } from "./run-estimator.ts"

/**
 * Answers of a fitted estimator: numbers for regression, the probability of the positive class for binary, one probability a class
 * otherwise. A row's answer does not depend on the rows around it, to the bit.
 *
 * @returns outputs long, each rows long
 */
export function estimate(estimator: Estimator, matrix: Matrix): Float64Array[] {
  const known = compiled.get(estimator)
  const run = known ?? compileEstimator(estimator)
  if (known === undefined) compiled.set(estimator, run)
  const answers = Array.from({ length: outputsOf(estimator) }, () => new Float64Array(matrix.rows))
  run(matrix.columns, matrix.rows, answers)
  return answers
}

const compiled = new WeakMap<Estimator, Runner>()
