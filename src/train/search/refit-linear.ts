import type { LinearEstimator } from "../../model/index.ts"
import type { RefitRecipe } from "./family.ts"
import type { Session } from "./session.ts"
import { fitPenalties, type LinearParams, linearEstimator } from "./try-linear.ts"

/** Ridge or logistic regression on all rows, with the penalty that was chosen. */
export function refitLinear(session: Session, { params, target }: RefitRecipe<LinearParams>): LinearEstimator {
  const { input, rows } = session
  return linearEstimator(input, fitPenalties(session, { rows, target, penalties: [params.penalty!] })[0]!)
}
