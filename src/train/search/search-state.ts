import type { Trial } from "../input.ts"
import type { Attempt, Candidate } from "./recipe.ts"
import type { Session } from "./session.ts"
import { spentSeconds } from "./spent.ts"

/** A trial with what it takes to blend it or to fit it again. */
export interface Tried {
  readonly trial: Trial
  readonly attempt: Attempt
}

/** What is tried, and who hears of it. */
export interface Search {
  readonly session: Session
  readonly tried: Tried[]
  /** Nominal seconds for all trials together. */
  readonly limit: number
  /** Hears of each trial. */
  readonly report: (trial: Trial) => void
}

/** A candidate with the score it got. */
export type Scored = Candidate & { readonly score: number }

export function scoredOf(tried: readonly Tried[]): Scored[] {
  return tried.map(({ trial, attempt }) => ({ ...attempt.recipe, score: trial.score }))
}

/** @returns nominal seconds for trials */
export function leftOf({ session, limit }: Search): number {
  return limit - spentSeconds(session)
}

/**
 * Nominal seconds the dearest candidate so far took in full.
 *
 * @param family of which the last one counts, if there is any
 */
export function fullSeconds({ session, tried }: Search, family?: string): number {
  const { folds, trainShare } = session.folds
  const last = tried.findLast(({ trial }) => trial.family === family)
  const seconds = (last === undefined ? tried : [last]).map(({ attempt }) => attempt.refitSeconds)
  return Math.max(0, ...seconds) * folds.length * trainShare
}
