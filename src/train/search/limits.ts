import type { TrainSettings } from "../config.ts"

/** How far a search goes, by what the person prefers. */
export interface SearchLimits {
  /** Most candidates. */
  readonly trials: number
  /** Proposals in a row without a better one among their family, after which there are no more. */
  readonly idleTrials: number
  /** Most candidates that are put together. */
  readonly members: number
  /** Fits of each member on all rows, each with other random choices, whose mean answers. */
  readonly bags: number
  /** Size up to which fits are added. */
  readonly bytes: number
  /** Trees up to which fits are added: each costs time in every answer. */
  readonly trees: number
}

export function searchLimits({ prefer, maxTrials, blend }: TrainSettings): SearchLimits {
  const limits = byPreference[prefer]
  return {
    ...limits,
    trials: maxTrials === "auto" ? limits.trials : maxTrials,
    members: blend ? limits.members : 1,
    bags: blend ? limits.bags : 1,
  }
}

const byPreference: Readonly<Record<TrainSettings["prefer"], SearchLimits>> = {
  small: { trials: 16, idleTrials: 4, members: 1, bags: 1, bytes: 200_000, trees: 1000 },
  balanced: { trials: 16, idleTrials: 4, members: 8, bags: 3, bytes: 1_000_000, trees: 2000 },
  best: { trials: 48, idleTrials: 16, members: 16, bags: 4, bytes: 10_000_000, trees: 10_000 },
}
