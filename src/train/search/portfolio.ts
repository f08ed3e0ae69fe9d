import type { TrainSettings } from "../config.ts"
import type { TrainInput } from "../input.ts"
import type { BoostParams } from "../trees/booster.ts"
import { logTargetFits } from "./log-target.ts"
import type { Candidate } from "./recipe.ts"

/**
 * Candidates in the order they are tried, each of more use than those behind it; the budget decides how far the search gets.
 * Where logarithms of the target are worth a try, the first of each family is tried both ways.
 */
export function portfolio(input: TrainInput, settings: TrainSettings, metric: string): Candidate[] {
  const wanted = (family: "linear" | "forest" | "boosting"): boolean =>
    settings.estimators === "auto" || settings.estimators.includes(family)
  const logs = logTargetFits(input, metric)
  const ways = logs === "try" ? [false, true] : [logs === "only"]
  const linear: Candidate[] =
    input.task === "regression"
      ? ways.map((logTarget) => ({ family: "ridge", logTarget }))
      : [{ family: "logistic", logTarget: false }]
  const [first, ...others] = boostingConfigs(input)
  const boosting = (params: BoostParams, logTarget: boolean): Candidate => ({ family: "boosting", params, logTarget })
  const forest: Candidate = { family: "forest", params: forestParams(input), logTarget: ways[0]! }
  const rest = others.map((params) => boosting(params, ways[0]!))
  return [
    ...(wanted("linear") ? linear : []),
    ...(wanted("boosting") ? ways.map((logTarget) => boosting(first!, logTarget)) : []),
    ...(wanted("boosting") ? rest.slice(0, 1) : []),
    ...(wanted("forest") ? [forest] : []),
    ...(wanted("boosting") ? rest.slice(1) : []),
  ].slice(0, settings.maxTrials)
}

function boostingConfigs({ matrix }: TrainInput): BoostParams[] {
  const small = matrix.rows < 3000
  const minLeaf = Math.max(2, Math.min(20, Math.floor(matrix.rows / 100)))
  const common = { minLeaf, l2: 1, rowShare: 0.8, featureShare: 0.7 }
  if (small) {
    return [
      { ...common, learningRate: 0.05, leaves: 8 },
      { ...common, learningRate: 0.03, leaves: 4 },
      { ...common, learningRate: 0.05, leaves: 16, featureShare: 0.4 },
    ]
  }
  return [
    { ...common, learningRate: 0.06, leaves: 31 },
    { ...common, learningRate: 0.05, leaves: 63, featureShare: 0.4 },
    { ...common, learningRate: 0.05, leaves: 15 },
  ]
}

function forestParams({ matrix, task }: TrainInput): { leaves: number; minLeaf: number; featureShare: number } {
  const featureShare = task === "regression" ? 0.4 : 0.25
  return { leaves: 1024, minLeaf: matrix.rows < 3000 ? 3 : 2, featureShare }
}
