import { stableExp } from "../../base/index.ts"
import type { LinearEstimator } from "../../model/index.ts"
import type { TrainInput } from "../input.ts"
import { type LinearFit, linearFeatures, linearScores } from "../linear/design.ts"
import { softmaxColumns } from "../trees/answers.ts"
import { linkOf, objectiveOf } from "../trees/objective.ts"
import { breathe } from "./breathe.ts"
import type { FoldFit, FoldTrial } from "./family.ts"
import { logLoss } from "./log-loss.ts"
import { truthOf, weightsOf } from "./scored-rows.ts"
import type { Session } from "./session.ts"
import { fitSeconds } from "./spent.ts"

export interface PenaltyPlan {
  /** Those tried when the parameters name none; none when the table has nothing for them or the time does not suffice. */
  readonly penalties: readonly number[]
  /** @returns one fit per penalty and output on some rows */
  learn(given: PenaltyFit): readonly LinearFit[][]
}

/**
 * Fit on every fold with several penalties and keep the one that does best: by the score where numbers are learnt, by the log loss
 * where classes are, which the fit itself makes small. Neighbours on a path differ by less than what a count of classes or ranks is
 * off by, and the best of many by chance is not the best.
 *
 * @returns undefined when there is no penalty or the clock ended the search
 */
export async function tryPenalties<P extends LinearParams>(
  session: Session,
  { params, target, back }: FoldTrial<P>,
  plan: PenaltyPlan,
): Promise<FoldFit<P> | undefined> {
  const { input, folds, effects, outputs } = session
  const penalties = params.penalty === undefined || plan.penalties.length === 0 ? plan.penalties : [params.penalty]
  if (penalties.length === 0) return undefined
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
  const refitSeconds = fitSeconds(session) / folds.folds.length
  const judge = input.task === "regression" ? effects.score : logLoss
  const tried = raw.map((scores, at) => {
    const answers = linkedAnswers(scores, input.task)
    const fitted = linearEstimator(input, firstFits[at]!)
    const fit = { params: { ...params, penalty: penalties[at]! }, rounds: 0, answers, refitSeconds, fitted }
    return { fit, score: judge.of(truth, back(answers).answers, weights) }
  })
  const sign = judge.lowerIsBetter ? 1 : -1
  const usable = tried.filter(({ score }) => Number.isFinite(score))
  usable.sort((a, b) => sign * (a.score - b.score) || b.fit.params.penalty - a.fit.params.penalty)
  return usable[0]?.fit
}

export type LinearParams = {
  /** Per row; a standardised column has variance 1. The best of several when it is not given. */
  readonly penalty?: number
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
