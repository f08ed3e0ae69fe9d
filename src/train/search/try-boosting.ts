import { nominalSeconds } from "../meter.ts"
import { type Booster, type BoostParams, boostRound, newBooster, roundCost } from "../trees/booster.ts"
import type { GrownTree } from "../trees/tree.ts"
import { allows, shapedBy } from "./allowance.ts"
import { type BestRound, commonLoss, keepBest } from "./best-round.ts"
import {
  type BoostingParams,
  boostingEstimator,
  boostingObjective,
  boostingSpace,
  roundsFor,
} from "./boosting-parts.ts"
import { breathe } from "./breathe.ts"
import { newCheckpoint } from "./checkpoint.ts"
import type { FoldFit, FoldTrial } from "./family.ts"
import { binnedOf, type Session } from "./session.ts"
import { fitSeconds } from "./spent.ts"
import { type BoostingStart, goingOn, grownOn } from "./warm-boosting.ts"

/**
 * Boost all folds in step and stop when their common loss on held-out rows has not fallen for a while, so that one number of
 * rounds serves all folds and none is chosen by its own luck. From trees that are gone on from, no round may be the best number, and
 * so many as were asked for are never stopped.
 *
 * @returns undefined when there is nothing to split on or not a single round brought anything
 */
export async function tryBoosting(session: Session, wanted: BoostingTrial): Promise<BoostingFit | undefined> {
  const { folds } = session
  const { from } = wanted
  if (binnedOf(session).columns.length === 0) return undefined
  const trial = { ...wanted, params: asSet(session, fastEnough(session, wanted)) }
  const boosters = startBoosters(session, trial)
  const patience = patienceOf(trial.params)
  const checkpoint = newCheckpoint<FoldsSoFar>(session, [
    "try",
    trial.label,
    { ...trial.params },
    trial.allowance.seconds,
  ])
  const resumed = await checkpoint.resume(boosters)
  const soFar: FoldsSoFar = resumed?.rest ?? {
    best: { loss: Number.POSITIVE_INFINITY, rounds: 0, answers: emptyAnswers(session) },
    marker: { loss: Number.POSITIVE_INFINITY, round: 0 },
    grown: [],
  }
  const { best, grown } = soFar
  const settled = from?.rounds
  if (from !== undefined && resumed === undefined) keepBest(boosters, best, 0)
  for (let round = (resumed?.rounds ?? 0) + 1; round <= (settled ?? mostRounds); round++) {
    let moved = false
    for (const [fold, booster] of boosters.entries()) {
      const added = boostRound(booster)
      moved ||= added !== undefined
      if (fold === 0) grown.push(...(added ?? []))
    }
    const loss = commonLoss(boosters)
    if (settled === round || (settled === undefined && loss < best.loss)) keepBest(boosters, best, round)
    if (loss < soFar.marker.loss * (1 - smallestFall)) soFar.marker = { loss, round }
    if (settled === undefined && (!moved || round - soFar.marker.round >= patience)) break
    if (settled === undefined && !allows(trial.allowance, fitSeconds(session) * (from?.times ?? 1))) break
    if (!(await breathe(session))) break
    await checkpoint.save(boosters, round, soFar)
  }
  if (best.rounds === 0 && from === undefined) return undefined
  const rounds = settled ?? (best.rounds === 0 ? 0 : roundsFor(best.rounds, 1 / folds.trainShare))
  return {
    params: trial.params,
    rounds,
    foldRounds: best.rounds,
    answers: best.answers,
    refitSeconds: fitSeconds(session) / (folds.folds.length * folds.trainShare),
    fitted: grownOn(
      from,
      boostingEstimator(session, grown.slice(0, best.rounds * session.outputs), boosters[0]!.scored),
    ),
  }
}

export interface BoostingTrial extends FoldTrial<BoostingParams> {
  /** Absent when it begins with nothing. */
  readonly from?: BoostingStart
}

export interface BoostingFit extends FoldFit<BoostingParams> {
  /** Of the fits of the folds. */
  readonly foldRounds: number
}

/** What boosting all folds in step has come to. */
interface FoldsSoFar {
  readonly best: BestRound
  /** The last fall of the loss worth the name. */
  marker: { readonly loss: number; readonly round: number }
  /** Trees of the first fold. */
  readonly grown: GrownTree[]
}

/** With time for few rounds only, each must learn more: a rate that gets somewhere beats one that would get further. */
function fastEnough(session: Session, { params, allowance }: FoldTrial<BoostingParams>): BoostingParams {
  const { input, folds, outputs } = session
  const rows = input.matrix.rows * folds.trainShare
  const perRound = nominalSeconds(roundCost(binnedOf(session), params, { rows, outputs })) * folds.folds.length
  const learning = enoughLearning * perRound
  if (allows(allowance, learning / params.learningRate)) return params
  const hundredths = Math.round((100 * learning) / allowance.seconds)
  const slower = hundredths > 100 * largestRate ? Number.NEGATIVE_INFINITY : (100 * learning) / (hundredths + 0.5)
  shapedBy(allowance, { least: slower, below: (100 * learning) / (hundredths - 0.5) })
  return { ...params, learningRate: Math.min(largestRate, hundredths / 100) }
}

/** Parameters that leave the growth open grow as the settings say. */
function asSet({ settings }: Session, params: BoostingParams): BoostingParams {
  return params.growth === undefined && settings.growth !== "leaf" ? { ...params, growth: settings.growth } : params
}

function startBoosters(session: Session, { params, target, label, from }: BoostingTrial): Booster[] {
  const { input, folds, outputs, effects, fitWeights } = session
  const weighted = fitWeights === undefined ? {} : { weights: fitWeights }
  const space = boostingSpace(session, params)
  const objective = boostingObjective(input, params)
  return folds.folds.map(({ train, valid }, fold) => {
    const random = effects.random.fork(`${label}/fold-${fold}`)
    const booster = newBooster(space, params, { objective, target, ...weighted, outputs, train, watch: valid, random })
    return from === undefined ? booster : goingOn(booster, from)
  })
}

function emptyAnswers({ folds, outputs }: Session): Float64Array[] {
  return Array.from({ length: outputs }, () => new Float64Array(folds.scored.length))
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
