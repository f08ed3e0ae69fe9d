import type { LinearEstimator } from "../../model/index.ts"
import { linearFeatures } from "../linear/design.ts"
import { linkOf, objectiveOf } from "../trees/objective.ts"
import type { RefitRecipe } from "./family.ts"
import type { Session } from "./session.ts"
import { fitPenalties, type LinearParams } from "./try-linear.ts"

/** Ridge or logistic regression on all rows, with the penalty that was chosen. */
export function refitLinear(session: Session, { params, target }: RefitRecipe<LinearParams>): LinearEstimator {
  const { input, rows } = session
  const fits = fitPenalties(session, { rows, target, penalties: [params.penalty!] })[0]!
  const features = linearFeatures(input.matrix)
  const weights = new Float64Array(fits.length * features.length)
  for (const [output, fit] of fits.entries()) weights.set(fit.weights, output * features.length)
  return {
    kind: "linear",
    link: linkOf(objectiveOf(input.task)),
    features,
    weights,
    intercepts: Float64Array.from(fits, ({ intercept }) => intercept),
  }
}
