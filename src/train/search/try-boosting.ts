import { nominalSeconds } from "../meter.ts"
import { answersOf } from "../trees/answers.ts"
import { type Booster, type BoostParams, boostRound, newBooster, roundCost } from "../trees/booster.ts"
import { lossSum } from "../trees/loss.ts"
import type { GrownTree } from "../trees/tree.ts"
import { allows, shapedBy } from "./allowance.ts"
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
  for (let round = (resumed?.rounds ?? 0) + 1; round <= mostRounds; round++) {
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
    if (loss < soFar.marker.loss * (1 - smallestFall)) soFar.marker = { loss, round }
    if (!moved || round - soFar.marker.round >= patience) break
    if (!allows(trial.allowance, fitSeconds(session)) || !(await breathe(session))) break
    await checkpoint.save(boosters, round, soFar)
  }
  if (best.rounds === 0) return undefined
  const rounds = roundsFor(best.rounds, 1 / folds.trainShare)
  return {
    params: trial.params,
    rounds,
    answers: best.answers,
    refitSeconds: fitSeconds(session) / (folds.folds.length * folds.trainShare),
    fitted: boostingEstimator(session, grown.slice(0, best.rounds * session.outputs), boosters[0]!.scored),
  }
}

/** What boosting all folds in step has come to. */
interface FoldsSoFar {
  readonly best: { loss: number; rounds: number; readonly answers: readonly Float64Array[] }
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
