import type { Answer, ClassNames } from "../output.ts"
import type { ContributionUnit } from "./attribute.ts"
import { type Contribution, contributionsOf } from "./contributions.ts"
import type { Attributions } from "./explain.ts"

/** What moved one answer. Base and contributions add up to what the answer is made of. */
export interface Explanation {
  readonly unit: ContributionUnit
  /** Exact Shapley values; otherwise close to them. */
  readonly exact: boolean
  /** The class that is spoken of; absent for regression. */
  readonly of?: Answer
  readonly base: number
  /** The largest first. */
  readonly contributions: readonly Contribution[]
}

export function explanationOf(attributions: Attributions, row: number, { answers }: ClassNames): Explanation {
  const { unit, exact, of, base } = attributions
  const label = answers[of[row]!]
  const contributions = contributionsOf(attributions, row)
  return { unit, exact, ...(label === undefined ? {} : { of: label }), base: base[row]!, contributions }
}
