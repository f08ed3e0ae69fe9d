import type { Trial } from "../input.ts"
import type { TrainAnswer } from "../question.ts"
import { seekOf } from "../seek.ts"
import type { Member } from "./fit-members.ts"
import { isWanted } from "./guided.ts"
import { bestMixture } from "./mixture.ts"
import { truthOf, weightsOf } from "./scored-rows.ts"
import type { Tried } from "./search-state.ts"
import type { Session } from "./session.ts"
import { scoresOf } from "./trial-scores.ts"

interface ChosenMixture {
  readonly members: readonly Member[]
  readonly outOfFold: readonly Float64Array[]
  readonly trial: Trial
}

/**
 * Candidates put together, as a trial of its own.
 *
 * @param ensemble what a person wants together, whatever it brings, or none
 */
export function mixtureOf(
  session: Session,
  ranked: readonly Tried[],
  ensemble: TrainAnswer["ensemble"] = "auto",
): ChosenMixture | undefined {
  if (ensemble === "none") return undefined
  const { input, folds, effects, limits } = session
  const chosen = typeof ensemble === "string" ? ranked : ranked.filter((tried) => isWanted(tried, ensemble))
  const candidates = chosen.slice(0, limits.members)
  const mixture = bestMixture({
    truth: truthOf(session),
    answers: candidates.map(({ attempt }) => attempt.outOfFold),
    rows: folds.scored,
    score: effects.score,
    ...weightsOf(session),
    whateverItBrings: typeof ensemble !== "string",
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
    seconds: sum(({ seconds }) => seconds),
    rounds: sum(({ rounds }) => rounds),
    bytes: sum(({ bytes }) => bytes),
    predictMicroseconds: sum(({ predictMicroseconds }) => predictMicroseconds),
  }
  return { members, outOfFold: mixture.answers, trial }
}
