import { z } from "zod"
import { centredDesign, linearFeatures } from "../linear/design.ts"
import { fitStandardElasticNet } from "../linear/elastic-net.ts"
import { fitSparseLogistic, largestLogisticPenalty } from "../linear/sparse-logistic.ts"
import { nominalSeconds, workCost } from "../meter.ts"
import { type Allowance, allows } from "./allowance.ts"
import { type FamilySpec, familyOf } from "./family.ts"
import { refitPenalty } from "./refit-linear.ts"
import type { Session } from "./session.ts"
import type { AsParams } from "./space.ts"
import { largestShare } from "./try-linear.ts"
import { type PenaltyFit, type PenaltyPlan, tryPenalties } from "./try-penalties.ts"

interface SparseParams {
  /** Share of the smallest penalty that leaves every weight at 0. The best of a path when it is not given. */
  readonly penalty?: number
  /** Share of the penalty on absolute weights; the rest is on squared ones. */
  readonly l1Share: number
}

const penalty = z.number().positive().max(1).exactOptional()

const common = {
  tasks: ["regression", "binary", "multiclass"],
  weighs: true,
  worthTrying: ({ matrix }) => matrix.rows < enoughRows * linearFeatures(matrix).length,
  fit: (session, trial) => {
    const penalties = affordablePath(session, trial.allowance)
    return tryPenalties(session, trial, { penalties, learn: fitSparse(session, trial.params) })
  },
  refit: (session, recipe) => Promise.resolve(refitPenalty(session, recipe, fitSparse(session, recipe.params))),
} satisfies Partial<FamilySpec<AsParams<SparseParams>>>

/** Linear and logistic regression that leave features out, since the penalty is on absolute weights. */
export const lasso = familyOf<AsParams<SparseParams>>({
  ...common,
  name: "lasso",
  setting: "lasso",
  params: z.strictObject({ penalty, l1Share: z.number().min(1).max(1) }),
  starts: () => [{ params: { l1Share: 1 }, turn: 65 }],
  // one fit looks at the whole path already
  space: () => ({}),
})

export const elasticNet = familyOf<AsParams<SparseParams>>({
  ...common,
  name: "elasticNet",
  setting: "elasticNet",
  params: z.strictObject({ penalty, l1Share: z.number().positive().max(1) }),
  starts: () => [{ params: { l1Share: 0.3 }, turn: 60 }],
  // the path matters more than the share, and trials of trees gain more
  space: () => ({}),
})

function fitSparse({ input, meter, outputs, fitWeights }: Session, { l1Share }: SparseParams): PenaltyPlan["learn"] {
  return ({ rows, target, penalties }: PenaltyFit) => {
    const design = centredDesign(input.matrix, rows, fitWeights)
    const own = Float64Array.from(rows, (row) => target[row]!)
    if (input.task === "regression")
      return fitStandardElasticNet(design, own, { penalties, l1Share, meter }).map((fit) => [fit])
    const most = largestLogisticPenalty(design, own, { outputs, l1Share, meter })
    const path = penalties.map((share) => share * most)
    return fitSparseLogistic(design, own, { penalties: path, l1Share, outputs, meter })
  }
}

/** The whole path, its strong half when that would take too large a part of the time, or none when that would too. */
function affordablePath({ input, folds, outputs }: Session, allowance: Allowance): readonly number[] {
  const features = linearFeatures(input.matrix).length
  if (features === 0) return []
  const rows = input.matrix.rows * folds.trainShare
  const moving = Math.min(features, rows)
  const products = rows * features * (moving / 2) * workCost.multiplyAdd
  const looks =
    input.task === "regression"
      ? usualSweeps * moving * features * workCost.multiplyAdd
      : usualSteps * rows * outputs * (moving * workCost.multiplyAdd + workCost.exponentialRow)
  const strong = path.slice(0, path.length / 2)
  const wanted = (count: number): number =>
    nominalSeconds((products + count * looks) * folds.folds.length) / largestShare
  return [path, strong].find(({ length }) => allows(allowance, wanted(length))) ?? []
}

/**
 * Rows a feature. A weight that is not needed adds about 1 / rows of the noise, so all of them together add a thirtieth then: less than
 * the choice of the best of a path by chance costs.
 */
const enoughRows = 30
/** Penalties as shares of the largest, strongest first. */
const path: readonly number[] = Array.from({ length: 16 }, (_, step) => 10 ** ((-3.2 * (step + 1)) / 16))
/** Of the features that move, and steps of a logistic fit, for one penalty. */
const usualSweeps = 30
const usualSteps = 50
