import { boosting } from "./boosting-family.ts"
import type { EstimatorFamily } from "./family.ts"
import { extraTrees, forest } from "./forest-family.ts"
import { logistic, ridge } from "./linear-family.ts"
import { neighbours } from "./neighbours-family.ts"
import { elasticNet, lasso } from "./sparse-family.ts"
import { warmBoosting } from "./warm-family.ts"

/** Every family the search knows. One more is its file and its line here. */
export const families: readonly EstimatorFamily[] = [
  ridge,
  logistic,
  lasso,
  elasticNet,
  boosting,
  warmBoosting,
  forest,
  extraTrees,
  neighbours,
]

/** Values of `train.estimators`. */
export const familySettings: readonly string[] = [...new Set(families.map(({ setting }) => setting))]

/** Says what the setting of a family is that was called by its name on the leaderboard; undefined when none was. */
export function settingMeant(given: readonly unknown[]): string | undefined {
  const meant = families.find(({ name, setting }) => name !== setting && given.includes(name))
  return meant && `where "${meant.setting}" stands for ${meant.name}`
}

/** @throws Error when no family has the name, which only a fault of ours can bring about */
export function familyNamed(name: string): EstimatorFamily {
  const found = families.find((family) => family.name === name)
  if (found === undefined) throw new Error(`No family of estimators is named "${name}"`)
  return found
}
