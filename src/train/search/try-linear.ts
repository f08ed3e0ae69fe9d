import { centredDesign, type LinearFit, linearFeatures } from "../linear/design.ts"
import { fitLogistic, logisticCost } from "../linear/logistic.ts"
import { fitRidge, ridgeCost } from "../linear/ridge.ts"
import { nominalSeconds } from "../meter.ts"
import { type Allowance, allows } from "./allowance.ts"
import type { FoldFit, FoldTrial } from "./family.ts"
import type { Session } from "./session.ts"
import { type LinearParams, type PenaltyFit, tryPenalties } from "./try-penalties.ts"

/**
 * Fit ridge or logistic regression on every fold with several penalties and keep the penalty that scores best.
 *
 * @returns undefined when the matrix has no feature for linear models or the clock ended the search
 */
export function tryLinear(
  session: Session,
  trial: FoldTrial<LinearParams>,
): Promise<FoldFit<LinearParams> | undefined> {
  const penalties = affordablePenalties(session, trial.allowance)
  return tryPenalties(session, trial, { penalties, learn: (given) => fitPenalties(session, given) })
}

/** One fit per penalty and output on some rows. */
export function fitPenalties(session: Session, { rows, target, penalties }: PenaltyFit): LinearFit[][] {
  const { input, meter, outputs } = session
  const design = centredDesign(input.matrix, rows, session.fitWeights)
  const own = Float64Array.from(rows, (row) => target[row]!)
  if (input.task === "regression") return fitRidge(design, own, { penalties, meter }).map((fit) => [fit])
  return fitLogistic(design, own, { penalties, meter, outputs, maxIterations: 100 })
}

/** All penalties, every other one when they would take too large a part of the time, or none when those would too. */
function affordablePenalties({ input, folds, outputs }: Session, allowance: Allowance): readonly number[] {
  const features = linearFeatures(input.matrix).length
  if (features === 0) return []
  const rows = input.matrix.rows * folds.trainShare
  const [all, cost] =
    input.task === "regression"
      ? [ridgePenalties, (count: number) => ridgeCost(rows, features, count)]
      : [logisticPenalties, (count: number) => count * usualLooks * logisticCost(rows, features, outputs)]
  const some = all.filter((_, at) => at % 2 === 1)
  const wanted = (count: number): number => nominalSeconds(cost(count) * folds.folds.length) / largestShare
  return [all, some].find(({ length }) => allows(allowance, wanted(length))) ?? []
}

/** Per row; a standardised column has variance 1. */
const ridgePenalties = [1e-6, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1]
const logisticPenalties = [1e-4, 1e-3, 0.01, 0.1]
/** Times the loss is looked at until it is smallest, for one penalty. */
const usualLooks = 40
/** Of the time left, so that trees get theirs. */
export const largestShare = 0.3
