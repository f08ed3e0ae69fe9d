import type { Estimator } from "../../model/index.ts"
import type { Trial } from "../input.ts"
import { clearlyBetter, isBetter } from "./blend.ts"
import { type Chosen, chosenOf, fitMembers, type Member } from "./fit-members.ts"
import { mixtureOf } from "./mix-candidates.ts"
import { truthOf, weightsOf } from "./scored-rows.ts"
import type { Tried } from "./search-state.ts"
import type { Session } from "./session.ts"
import type { Searched } from "./trials.ts"

export interface Winner {
  readonly trial: Trial
  readonly blended: boolean
  /** Fitted on all rows; absent when the baseline wins. */
  readonly estimator?: Estimator
  /** What was fitted; absent when the baseline wins. */
  readonly chosen?: Chosen
  /** outputs x scored rows; absent when the baseline wins */
  readonly outOfFold?: readonly Float64Array[]
}

/** The best trial, or several together when that is better by more than noise, fitted on all rows. */
export async function chooseWinner(session: Session, { tried, answer }: Searched, floor: Trial): Promise<Winner> {
  const { score } = session.effects
  const ranked = tried.filter(({ trial }) => Number.isFinite(trial.score))
  ranked.sort((a, b) => (isBetter(score, a.trial.score, b.trial.score) ? -1 : 1))
  const best = ranked[0]
  if (best === undefined || isBetter(score, floor.score, best.trial.score)) return { trial: floor, blended: false }
  const mixed = session.limits.members > 1 ? mixtureOf(session, ranked, answer?.ensemble) : undefined
  if (mixed !== undefined) {
    const { trial, outOfFold, members } = mixed
    if (members.length === 1) return single(session, members[0]!.tried)
    return { trial, outOfFold, blended: true, ...(await fitted(session, members)) }
  }
  return single(session, session.settings.prefer === "small" ? smallest(session, ranked) : best)
}

async function single(session: Session, tried: Tried): Promise<Winner> {
  const { trial, attempt } = tried
  return { trial, outOfFold: attempt.outOfFold, blended: false, ...(await fitted(session, [{ tried, weight: 1 }])) }
}

async function fitted(
  session: Session,
  members: readonly Member[],
): Promise<Required<Pick<Winner, "estimator" | "chosen">>> {
  const chosen = chosenOf(session, members)
  return { chosen, estimator: await fitMembers(session, chosen) }
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
