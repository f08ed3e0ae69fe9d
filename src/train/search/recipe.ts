import type { Estimator } from "../../model/index.ts"
import type { Params } from "./space.ts"

/** A candidate before it is tried: a family with its parameters. */
export interface Candidate {
  readonly family: string
  readonly params: Params
  /** Learns log(1 + y) instead of y. */
  readonly logTarget: boolean
}

/** What cross-validation chose: enough to fit the same estimator again on all rows. */
export interface Recipe extends Candidate {
  /** Factor on the way back from logarithms; 1 without them. */
  readonly scale: number
  /** Boosting rounds, trees or passes of the fit on all rows; 0 for families without any. */
  readonly rounds: number
}

/** A candidate that was fitted on every fold. */
export interface Attempt {
  readonly recipe: Recipe
  /** outputs x scored rows, in the order of `Folds.scored` */
  readonly outOfFold: readonly Float64Array[]
  /** Share of the search the fit on all rows will take, in nominal seconds. */
  readonly refitSeconds: number
  /** The fit of the first fold, from which size and speed are told. */
  readonly fitted: Estimator
}

/** Parameters as people see them. */
export function describeParams({ params, logTarget }: Candidate): Params {
  return logTarget ? { ...params, target: "log1p" } : params
}
