import { stableExp } from "../../base/index.ts"
import type { LinearEstimator } from "../../model/index.ts"
import type { TrainInput } from "../input.ts"
import { centredDesign, type LinearFit, linearFeatures, linearScores } from "../linear/design.ts"
import { fitLogistic, logisticCost } from "../linear/logistic.ts"
import { fitRidge, ridgeCost } from "../linear/ridge.ts"
import { nominalSeconds } from "../meter.ts"
import { softmaxColumns } from "../trees/answers.ts"
import { linkOf, objectiveOf } from "../trees/objective.ts"
import type { FoldFit, FoldTrial } from "./family.ts"
import { truthOf, weightsOf } from "./scored-rows.ts"
import { breathe, type Session, spentSeconds } from "./session.ts"

/**
 * Fit ridge or logistic regression on every fold with several penalties and keep the penalty that scores best.
 *
 * @returns undefined when the matrix has no feature for linear models or the clock ended the search
 */
export function tryLinear(
  session: Session,
  trial: FoldTrial<LinearParams>,
): Promise<FoldFit<LinearParams> | undefined> {
  const penalties = affordablePenalties(session, trial.seconds)
  return tryPenalties(session, trial, { penalties, learn: (given) => fitPenalties(session, given) })
}

export interface PenaltyPlan {
  /** Those tried when the parameters name none; none when the table has nothing for them or the time does not suffice. */
  readonly penalties: readonly number[]
  /** @returns one fit per penalty and output on some rows */
  learn(given: PenaltyFit): readonly LinearFit[][]
}

/** Fit on every fold with several penalties and keep the one that scores best; undefined when there is none or the clock ended the search. */
export async function tryPenalties<P extends LinearParams>(
  session: Session,
  { params, target, back }: FoldTrial<P>,
  plan: PenaltyPlan,
): Promise<FoldFit<P> | undefined> {
  const { input, folds, effects, outputs } = session
  const penalties = params.penalty === undefined || plan.penalties.length === 0 ? plan.penalties : [params.penalty]
  if (penalties.length === 0) return undefined
  const before = spentSeconds(session)
  const raw = penalties.map(() => Array.from({ length: outputs }, () => new Float64Array(folds.scored.length)))
  let first = 0
  let firstFits: readonly LinearFit[][] = []
  for (const { train, valid } of folds.folds) {
    const fits = plan.learn({ rows: train, target, penalties })
    for (const [at, fitted] of fits.entries()) {
      for (const [output, fit] of fitted.entries()) {
        raw[at]![output]!.set(linearScores(input.matrix, valid, fit), first)
      }
    }
    if (first === 0) firstFits = fits
    first += valid.length
    if (!(await breathe(session))) return undefined
  }
  const truth = truthOf(session)
  const { weights } = weightsOf(session)
  const refitSeconds = (spentSeconds(session) - before) / folds.folds.length
  const tried = raw.map((scores, at) => {
    const answers = linkedAnswers(scores, input.task)
    const fitted = linearEstimator(input, firstFits[at]!)
    const fit = { params: { ...params, penalty: penalties[at]! }, rounds: 0, answers, refitSeconds, fitted }
    return { fit, score: effects.score.of(truth, back(answers).answers, weights) }
  })
  const sign = effects.score.lowerIsBetter ? 1 : -1
  const usable = tried.filter(({ score }) => Number.isFinite(score))
  usable.sort((a, b) => sign * (a.score - b.score) || b.fit.params.penalty - a.fit.params.penalty)
  return usable[0]?.fit
}

export type LinearParams = {
  /** Per row; a standardised column has variance 1. The best of several when it is not given. */
  readonly penalty?: number
}

/** One fit per penalty and output on some rows. */
export function fitPenalties(session: Session, { rows, target, penalties }: PenaltyFit): LinearFit[][] {
  const { input, meter, outputs } = session
  const design = centredDesign(input.matrix, rows, session.fitWeights)
  const own = Float64Array.from(rows, (row) => target[row]!)
  if (input.task === "regression") return fitRidge(design, own, { penalties, meter }).map((fit) => [fit])
  return fitLogistic(design, own, { penalties, meter, outputs, maxIterations: 100 })
}

export interface PenaltyFit {
  readonly rows: Int32Array
  readonly target: Float64Array
  readonly penalties: readonly number[]
}

/** @param fits one per output */
export function linearEstimator({ matrix, task }: TrainInput, fits: readonly LinearFit[]): LinearEstimator {
  const features = linearFeatures(matrix)
  const weights = new Float64Array(fits.length * features.length)
  for (const [output, fit] of fits.entries()) weights.set(fit.weights, output * features.length)
  return {
    kind: "linear",
    link: linkOf(objectiveOf(task)),
    features,
    weights,
    intercepts: Float64Array.from(fits, ({ intercept }) => intercept),
  }
}

/** All penalties, every other one when they would take too large a part of the time, or none when those would too. */
function affordablePenalties({ input, folds, outputs }: Session, seconds: number): readonly number[] {
  const features = linearFeatures(input.matrix).length
  if (features === 0) return []
  const rows = input.matrix.rows * folds.trainShare
  const [all, cost] =
    input.task === "regression"
      ? [ridgePenalties, (count: number) => ridgeCost(rows, features, count)]
      : [logisticPenalties, (count: number) => count * usualLooks * logisticCost(rows, features, outputs)]
  const some = all.filter((_, at) => at % 2 === 1)
  const limit = seconds * largestShare
  return [all, some].find(({ length }) => nominalSeconds(cost(length) * folds.folds.length) <= limit) ?? []
}

function linkedAnswers(scores: Float64Array[], task: Session["input"]["task"]): Float64Array[] {
  switch (task) {
    case "regression":
      return scores
    case "binary":
      return scores.map((column) => column.map((score) => 1 / (1 + stableExp(-score))))
    case "multiclass":
      return softmaxColumns(scores)
  }
}

/** Per row; a standardised column has variance 1. */
const ridgePenalties = [1e-6, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 1]
const logisticPenalties = [1e-4, 1e-3, 0.01, 0.1]
/** Times the loss is looked at until it is smallest, for one penalty. */
const usualLooks = 40
/** Of the time left, so that trees get theirs. */
export const largestShare = 0.3
