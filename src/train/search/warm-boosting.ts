import type { TreesEstimator } from "../../model/index.ts"
import type { Booster } from "../trees/booster.ts"
import { appendTrees } from "./append-trees.ts"

/** Trees that a boosting goes on from. */
export interface BoostingStart {
  readonly trees: TreesEstimator
  /** outputs x rows of the matrix: sums of leaves, before the base and the link */
  readonly sums: readonly Float64Array[]
  /** Rounds to add on the folds; as many as bring something when absent. */
  readonly rounds?: number
  /** Fits of this size that the time of the trial is for. */
  readonly times?: number
}

/** The booster as if it had grown the trees itself. */
export function goingOn(booster: Booster, { trees, sums }: BoostingStart): Booster {
  for (const [output, scores] of booster.scored.scores.entries()) scores.set(sums[output]!)
  return { ...booster, scored: { ...booster.scored, base: trees.base } }
}

/** The trees that were gone on from, if any, and those that were grown. */
export function grownOn(from: BoostingStart | undefined, grown: TreesEstimator): TreesEstimator {
  return from === undefined ? grown : appendTrees(from.trees, grown)
}
