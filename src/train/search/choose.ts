import type { Estimator } from "../../model/index.ts"
import type { Trial } from "../input.ts"
import { seekOf } from "../seek.ts"
import { clearlyBetter, isBetter } from "./blend.ts"
import { familyNamed } from "./families.ts"
import { bestMixture } from "./mixture.ts"
import { truthOf, weightsOf } from "./scored-rows.ts"
import { type Session, spentSeconds } from "./session.ts"
import { scoresOf } from "./trial-scores.ts"
import type { Tried } from "./trials.ts"

export interface Winner {
  readonly trial: Trial
  readonly blended: boolean
  /** Fitted on all rows; absent when the baseline wins. */
  readonly estimator?: Estimator
  /** outputs x scored rows; absent when the baseline wins */
  readonly outOfFold?: readonly Float64Array[]
}

/** The best trial, or several together when that is better by more than noise, fitted on all rows. */
export async function chooseWinner(session: Session, tried: readonly Tried[], floor: Trial): Promise<Winner> {
  const { score } = session.effects
  const ranked = tried.filter(({ trial }) => Number.isFinite(trial.score))
  ranked.sort((a, b) => (isBetter(score, a.trial.score, b.trial.score) ? -1 : 1))
  const best = ranked[0]
  if (best === undefined || isBetter(score, floor.score, best.trial.score)) return { trial: floor, blended: false }
  const mixed = session.limits.members > 1 ? mixtureOf(session, ranked) : undefined
  if (mixed !== undefined) {
    const { trial, outOfFold, members } = mixed
    return { trial, outOfFold, blended: true, estimator: await fitMembers(session, members) }
  }
  const chosen = session.settings.prefer === "small" ? smallest(session, ranked) : best
  const estimator = await fitMembers(session, [{ tried: chosen, weight: 1 }])
  return { trial: chosen.trial, outOfFold: chosen.attempt.outOfFold, blended: false, estimator }
}

interface Member {
  readonly tried: Tried
  readonly weight: number
}

interface ChosenMixture {
  readonly members: readonly Member[]
  readonly outOfFold: readonly Float64Array[]
  readonly trial: Trial
}

function mixtureOf(session: Session, ranked: readonly Tried[]): ChosenMixture | undefined {
  const { input, folds, effects, limits } = session
  const candidates = ranked.slice(0, limits.members)
  const mixture = bestMixture({
    truth: truthOf(session),
    answers: candidates.map(({ attempt }) => attempt.outOfFold),
    rows: folds.scored,
    score: effects.score,
    ...weightsOf(session),
    seek: input.task === "regression" ? seekOf(effects.score.name) : undefined,
  })
  if (mixture === undefined) return undefined
  const members = [...mixture.weights].map(([at, weight]) => ({ tried: candidates[at]!, weight }))
  const sum = (of: (trial: Trial) => number): number => members.reduce((all, { tried }) => all + of(tried.trial), 0)
  const trial: Trial = {
    id: "blend",
    family: "blend",
    params: Object.fromEntries(members.map(({ tried, weight }) => [tried.trial.id, weight])),
    ...scoresOf(session, mixture.answers),
    seconds: 0,
    rounds: sum(({ rounds }) => rounds),
    bytes: sum(({ bytes }) => bytes),
    predictMicroseconds: sum(({ predictMicroseconds }) => predictMicroseconds),
  }
  return { members, outOfFold: mixture.answers, trial }
}

/** The smallest that is no more than noise behind the best. */
function smallest(session: Session, ranked: readonly Tried[]): Tried {
  const { folds, effects } = session
  const truth = truthOf(session)
  const first = ranked[0]!.attempt.outOfFold
  return [...ranked]
    .sort((a, b) => a.trial.bytes - b.trial.bytes)
    .find((tried) => {
      const pair = { first, second: tried.attempt.outOfFold, rows: folds.scored, ...weightsOf(session) }
      return tried === ranked[0] || !clearlyBetter(effects.score, truth, pair)
    })!
}

/** Fit each member on all rows, several times while the preference, the budget and the size allow. */
async function fitMembers(session: Session, members: readonly Member[]): Promise<Estimator> {
  const { effects } = session
  const fitted: Estimator[] = []
  const weights: number[] = []
  const bags = bagsOf(session, members)
  for (const { tried, weight } of members) {
    const { trial, attempt } = tried
    effects.progress({ text: `fit ${trial.id} on all rows` })
    const own = attempt.recipe.rounds > 0 ? bags : 1
    for (let bag = 0; bag < own; bag++) {
      const label = bag === 0 ? `${trial.id}/all` : `${trial.id}/all-${bag + 1}`
      fitted.push(await familyNamed(attempt.recipe.family).refit(session, attempt.recipe, label))
      weights.push(weight / own)
    }
  }
  return fitted.length === 1 ? fitted[0]! : { kind: "blend", members: fitted, weights }
}

/** Fits that only repeat a fit of the same rows are not made: families without rounds have no random choice. */
function bagsOf(session: Session, members: readonly Member[]): number {
  const { limits, settings } = session
  const random = members.filter(({ tried }) => tried.attempt.recipe.rounds > 0)
  const seconds = random.reduce((sum, { tried }) => sum + tried.attempt.refitSeconds, 0)
  const bytes = random.reduce((sum, { tried }) => sum + tried.trial.bytes, 0)
  const left = settings.budgetSeconds - spentSeconds(session)
  const affordable = Math.floor(Math.min(left / Math.max(seconds, 1e-9), limits.bytes / Math.max(bytes, 1)))
  return Math.max(1, Math.min(limits.bags, affordable))
}
