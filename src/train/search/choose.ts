import type { Estimator } from "../../model/index.ts"
import type { Trial } from "../input.ts"
import { clearlyBetter, greedyBlend, isBetter } from "./blend.ts"
import { familyNamed } from "./families.ts"
import { truthOf, weightsOf } from "./scored-rows.ts"
import type { Session } from "./session.ts"
import { scoresOf, type Tried } from "./trials.ts"

export interface Winner {
  readonly trial: Trial
  readonly blended: boolean
  /** Fitted on all rows; absent when the baseline wins. */
  readonly estimator?: Estimator
  /** outputs x scored rows; absent when the baseline wins */
  readonly outOfFold?: readonly Float64Array[]
}

/** The best trial, or a blend of several when it is better by more than noise, fitted on all rows. */
export async function chooseWinner(session: Session, tried: readonly Tried[], floor: Trial): Promise<Winner> {
  const { score, progress } = session.effects
  const ranked = tried.filter(({ trial }) => Number.isFinite(trial.score))
  ranked.sort((a, b) => (isBetter(score, a.trial.score, b.trial.score) ? -1 : 1))
  const best = ranked[0]
  if (best === undefined || isBetter(score, floor.score, best.trial.score)) return { trial: floor, blended: false }
  const blend = session.settings.blend ? blendOf(session, ranked) : undefined
  const weights = blend?.weights ?? new Map([[0, 1]])
  const members: Estimator[] = []
  for (const at of weights.keys()) {
    const { trial, attempt } = ranked[at]!
    progress({ text: `fit ${trial.id} on all rows` })
    members.push(await familyNamed(attempt.recipe.family).refit(session, attempt.recipe, `${trial.id}/all`))
  }
  if (blend === undefined) {
    const { outOfFold } = best.attempt
    return { trial: best.trial, blended: false, estimator: members[0]!, outOfFold }
  }
  return {
    trial: blend.trial,
    blended: true,
    outOfFold: blend.answers,
    estimator: { kind: "blend", members, weights: [...weights.values()] },
  }
}

interface ChosenBlend {
  readonly weights: ReadonlyMap<number, number>
  readonly answers: readonly Float64Array[]
  readonly trial: Trial
}

function blendOf(session: Session, ranked: readonly Tried[]): ChosenBlend | undefined {
  const { score } = session.effects
  const candidates = ranked.slice(0, mostCandidates)
  const truth = truthOf(session)
  const answers = candidates.map(({ attempt }) => attempt.outOfFold)
  const weighted = weightsOf(session)
  const blend = greedyBlend({ truth, answers, score, ...weighted }, 0)
  if (blend.weights.size < 2) return undefined
  if (!isBetter(score, blend.score, candidates[0]!.trial.score)) return undefined
  if (!clearlyBetter(score, truth, { first: blend.answers, second: answers[0]!, ...weighted })) return undefined
  const params = Object.fromEntries([...blend.weights].map(([at, weight]) => [candidates[at]!.trial.id, weight]))
  const rounds = [...blend.weights.keys()].reduce((sum, at) => sum + candidates[at]!.trial.rounds, 0)
  const { answers: mixed } = blend
  const scores = scoresOf(session, mixed)
  return {
    weights: blend.weights,
    answers: mixed,
    trial: { id: "blend", family: "blend", params, ...scores, seconds: 0, rounds },
  }
}

const mostCandidates = 8
