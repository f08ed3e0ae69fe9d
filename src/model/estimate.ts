import type { Matrix } from "../feature/index.ts"
import type { Estimator } from "./estimator.ts"

/**
 * Answers of a fitted estimator: numbers for regression, the probability of the positive class for binary, one probability a class
 * otherwise. A row's answer does not depend on the rows around it, to the bit.
 *
 * @returns outputs long, each rows long
 */
export function estimate(_estimator: Estimator, _matrix: Matrix): Float64Array[] {
  throw new Error("not built yet")
}
