import type { LinearEstimator } from "../../model/index.ts"
import type { RefitRecipe } from "./family.ts"
import type { Session } from "./session.ts"
import { fitPenalties } from "./try-linear.ts"
import { type LinearParams, linearEstimator, type PenaltyPlan } from "./try-penalties.ts"

/** Ridge or logistic regression on all rows, with the penalty that was chosen. */
export function refitLinear(session: Session, recipe: RefitRecipe<LinearParams>): LinearEstimator {
  return refitPenalty(session, recipe, (given) => fitPenalties(session, given))
}

/** A linear model on all rows, with the penalty that was chosen. */
export function refitPenalty(
  { input, rows }: Session,
  { params, target }: RefitRecipe<LinearParams>,
  learn: PenaltyPlan["learn"],
): LinearEstimator {
  return linearEstimator(input, learn({ rows, target, penalties: [params.penalty!] })[0]!)
}
