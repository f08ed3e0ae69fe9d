import type { TreesEstimator } from "../../model/index.ts"
import type { TrainInput } from "../input.ts"
import { nominalSeconds } from "../meter.ts"
import { answersOf } from "../trees/answers.ts"
import { type Booster, type BoostParams, boostRound, newBooster, roundCost } from "../trees/booster.ts"
import { collectTrees } from "../trees/collect.ts"
import { lossSum } from "../trees/loss.ts"
import { lanesOf, linkOf, type NumberLoss, type Objective, objectiveOf, type Scored } from "../trees/objective.ts"
import type { GrownTree } from "../trees/tree.ts"
import type { Workspace } from "../trees/workspace.ts"
import type { FoldFit, FoldTrial } from "./family.ts"
import { binnedOf, breathe, type Session, spentSeconds, workspaceOf } from "./session.ts"

export type BoostingParams = BoostParams & {
  /** Of a regression; squared error when it is not given. The numbers it depends on are those of the input's loss. */
  readonly loss?: NumberLoss["kind"]
}

/**
 * Boost all folds in step and stop when their common loss on held-out rows has not fallen for a while, so that one number of
 * rounds serves all folds and none is chosen by its own luck.
 *
 * @returns undefined when there is nothing to split on or not a single round brought anything
 */
export async function tryBoosting(
  session: Session,
  wanted: FoldTrial<BoostingParams>,
): Promise<FoldFit<BoostingParams> | undefined> {
  const { folds } = session
  if (binnedOf(session).columns.length === 0) return undefined
  const before = spentSeconds(session)
  const trial = { ...wanted, params: asSet(session, fastEnough(session, wanted)) }
  const boosters = startBoosters(session, trial)
  const best = { loss: Number.POSITIVE_INFINITY, rounds: 0, answers: emptyAnswers(session) }
  const patience = patienceOf(trial.params)
  const grown: GrownTree[] = []
  let marker = { loss: Number.POSITIVE_INFINITY, round: 0 }
  for (let round = 1; round <= mostRounds; round++) {
    let moved = false
    for (const [fold, booster] of boosters.entries()) {
      const added = boostRound(booster)
      moved ||= added !== undefined
      if (fold === 0) grown.push(...(added ?? []))
    }
    const loss = boosters.reduce((sum, { scored, watch }) => sum + lossSum(scored, watch), 0)
    if (loss < best.loss) {
      best.loss = loss
      best.rounds = round
      keepAnswers(boosters, best.answers)
    }
    if (loss < marker.loss * (1 - smallestFall)) marker = { loss, round }
    if (!moved || round - marker.round >= patience) break
    if (spentSeconds(session) - before > trial.seconds || !(await breathe(session))) break
  }
  if (best.rounds === 0) return undefined
  // more rows to learn from carry a few more rounds
  const rounds = Math.max(1, Math.round(best.rounds / Math.sqrt(folds.trainShare)))
  return {
    params: trial.params,
    rounds,
    answers: best.answers,
    refitSeconds: (spentSeconds(session) - before) / (folds.folds.length * folds.trainShare),
    fitted: boostingEstimator(session, grown.slice(0, best.rounds * session.outputs), boosters[0]!.scored),
  }
}

/** With time for few rounds only, each must learn more: a rate that gets somewhere beats one that would get further. */
function fastEnough(session: Session, { params, seconds }: FoldTrial<BoostingParams>): BoostingParams {
  const { input, folds, outputs } = session
  const rows = input.matrix.rows * folds.trainShare
  const perRound = nominalSeconds(roundCost(binnedOf(session), params, { rows, outputs })) * folds.folds.length
  const needed = enoughLearning / (seconds / perRound)
  if (needed <= params.learningRate) return params
  return { ...params, learningRate: Math.min(largestRate, Math.round(needed * 100) / 100) }
}

/** Parameters that leave the growth open grow as the settings say. */
function asSet({ settings }: Session, params: BoostingParams): BoostingParams {
  return params.growth === undefined && settings.growth !== "leaf" ? { ...params, growth: settings.growth } : params
}

export function boostingSpace(session: Session, params: BoostingParams): Workspace {
  return workspaceOf(
    session,
    lanesOf(boostingObjective(session.input, params), session.fitWeights !== undefined),
    params.leaves,
  )
}

export function boostingObjective({ task, loss }: TrainInput, params: BoostingParams): Objective {
  if (loss !== undefined && loss.kind === params.loss) return objectiveOf(task, loss)
  return objectiveOf(task, { kind: params.loss === "absolute" ? "absolute" : "squared" })
}

export function boostingEstimator(session: Session, trees: readonly GrownTree[], scored: Scored): TreesEstimator {
  const { base, objective } = scored
  const link = linkOf(objective)
  return collectTrees(trees, binnedOf(session), { combine: "sum", link, outputs: session.outputs, base })
}

function startBoosters(session: Session, { params, target, label }: FoldTrial<BoostingParams>): Booster[] {
  const { input, folds, outputs, effects, fitWeights } = session
  const weighted = fitWeights === undefined ? {} : { weights: fitWeights }
  const space = boostingSpace(session, params)
  const objective = boostingObjective(input, params)
  return folds.folds.map(({ train, valid }, fold) => {
    const random = effects.random.fork(`${label}/fold-${fold}`)
    return newBooster(space, params, { objective, target, ...weighted, outputs, train, watch: valid, random })
  })
}

function emptyAnswers({ folds, outputs }: Session): Float64Array[] {
  return Array.from({ length: outputs }, () => new Float64Array(folds.scored.length))
}

function keepAnswers(boosters: readonly Booster[], answers: readonly Float64Array[]): void {
  let first = 0
  for (const { scored, watch } of boosters) {
    for (const [output, values] of answersOf(scored, watch).entries()) answers[output]!.set(values, first)
    first += watch.length
  }
}

/** Rounds without a fall worth the name before stopping: slower learning and rarely drawn features need more of them. */
function patienceOf({ learningRate, featureShare }: BoostParams): number {
  return Math.round((20 + 2 / learningRate) / Math.sqrt(featureShare))
}

/** Rounds times learning rate within which most tables are learnt. */
const enoughLearning = 16
const largestRate = 0.3
const mostRounds = 5000
/** Share of the loss a fall must reach within the patience. */
const smallestFall = 1e-3
