import { centredDesign, type LinearFit, linearFeatures, linearScores } from "../linear/design.ts"
import { fitLogistic, logisticCost } from "../linear/logistic.ts"
import { fitRidge, ridgeCost } from "../linear/ridge.ts"
import { nominalSeconds } from "../meter.ts"
import { softmaxColumns } from "../trees/answers.ts"
import { fromLogarithms, targetOf } from "./log-target.ts"
import type { Attempt } from "./recipe.ts"
import { breathe, type Session, spentSeconds } from "./session.ts"

/**
 * Fit ridge or logistic regression on every fold with several penalties and keep the penalty that scores best.
 *
 * @returns undefined when the matrix has no feature for linear models or the clock ended the search
 */
export async function tryLinear(session: Session, { logTarget, seconds }: LinearTrial): Promise<Attempt | undefined> {
  const { input, folds, effects, outputs } = session
  const penalties = affordablePenalties(session, seconds)
  if (penalties.length === 0) return undefined
  const before = spentSeconds(session)
  const target = targetOf(input, logTarget)
  const raw = penalties.map(() => Array.from({ length: outputs }, () => new Float64Array(folds.scored.length)))
  let first = 0
  for (const { train, valid } of folds.folds) {
    const fits = fitPenalties(session, { rows: train, target, penalties })
    for (const [at, fitted] of fits.entries()) {
      for (const [output, fit] of fitted.entries()) {
        raw[at]![output]!.set(linearScores(input.matrix, valid, fit), first)
      }
    }
    first += valid.length
    if (!(await breathe(session))) return undefined
  }
  const truth = Float64Array.from(folds.scored, (row) => input.target[row]!)
  const refitSeconds = (spentSeconds(session) - before) / folds.folds.length
  const tried = raw.map((scores, at) => {
    const { answers, scale } = logTarget
      ? fromLogarithms(scores[0]!, truth, effects.score.name)
      : { answers: undefined, scale: 1 }
    const outOfFold = answers === undefined ? linkedAnswers(scores, input.task) : [answers]
    const recipe = { family: familyOf(session), penalty: penalties[at]!, logTarget, scale } as const
    return { attempt: { recipe, outOfFold, refitSeconds }, score: effects.score.of(truth, outOfFold) }
  })
  const sign = effects.score.lowerIsBetter ? 1 : -1
  const usable = tried.filter(({ score }) => Number.isFinite(score))
  usable.sort((a, b) => sign * (a.score - b.score) || b.attempt.recipe.penalty - a.attempt.recipe.penalty)
  return usable[0]?.attempt
}

export interface LinearTrial {
  readonly logTarget: boolean
  /** Nominal seconds it may take. */
  readonly seconds: number
}

/** One fit per penalty and output on some rows. */
export function fitPenalties(session: Session, { rows, target, penalties }: PenaltyFit): LinearFit[][] {
  const { input, meter, outputs } = session
  const design = centredDesign(input.matrix, rows)
  const own = Float64Array.from(rows, (row) => target[row]!)
  if (input.task === "regression") return fitRidge(design, own, { penalties, meter }).map((fit) => [fit])
  return fitLogistic(design, own, { penalties, meter, outputs, maxIterations: 100 })
}

export interface PenaltyFit {
  readonly rows: Int32Array
  readonly target: Float64Array
  readonly penalties: readonly number[]
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

function familyOf({ input }: Session): "ridge" | "logistic" {
  return input.task === "regression" ? "ridge" : "logistic"
}

function linkedAnswers(scores: Float64Array[], task: Session["input"]["task"]): Float64Array[] {
  switch (task) {
    case "regression":
      return scores
    case "binary":
      return scores.map((column) => column.map((score) => 1 / (1 + Math.exp(-score))))
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
const largestShare = 0.3
