import type { TrainSettings } from "../config.ts"
import type { TrainInput } from "../input.ts"
import { seekOf } from "../seek.ts"
import type { BoostParams } from "../trees/booster.ts"
import type { ForestParams } from "../trees/forest.ts"
import type { NumberLoss } from "../trees/objective.ts"
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
  const [loss, ...otherLosses] = lossesOf(input, metric)
  const boosting = (params: BoostParams, logTarget: boolean): Candidate => ({
    family: "boosting",
    params,
    logTarget,
    loss: loss!,
  })
  const otherwise = otherLosses.map((other) => ({ ...boosting(first!, ways[0]!), loss: other }))
  const forest: Candidate = { family: "forest", params: forestParams(input), logTarget: ways[0]! }
  const rest = others.map((params) => boosting(params, ways[0]!))
  return [
    ...(wanted("linear") ? linear : []),
    ...(wanted("boosting") ? ways.map((logTarget) => boosting(first!, logTarget)) : []),
    ...(wanted("boosting") ? [...otherwise, ...rest.slice(0, 1)] : []),
    ...(wanted("forest") ? [forest] : []),
    ...(wanted("boosting") ? rest.slice(1) : []),
  ].slice(0, settings.maxTrials)
}

/** A metric of absolute errors is served by making just those small, and often by squared ones as well. */
function lossesOf(input: TrainInput, metric: string): NumberLoss[] {
  return input.task === "regression" && seekOf(metric) === "median" ? ["absolute", "squared"] : ["squared"]
}

/**
 * Small tables need few leaves and bear small ones. Drawing few features makes trees differ, which helps where many features
 * say something and harms where few do; so the first configuration of a large table, maybe the only one, draws most.
 */
function boostingConfigs(input: TrainInput): BoostParams[] {
  const { rows, features } = input.matrix
  const readable = features.filter(({ use }) => use !== "linear").length
  const share = (wanted: number): number => Math.min(1, Math.max(wanted, fewestDrawn / Math.max(1, readable)))
  if (rows < smallTable) {
    const minLeaf = Math.max(2, Math.round(rows / 200))
    const common = { l2: 1, rowShare: 0.8, learningRate: 0.05 }
    return [
      { ...common, leaves: 8, minLeaf, featureShare: share(0.4) },
      { ...common, leaves: 4, minLeaf, featureShare: share(0.4) },
      { ...common, leaves: 16, minLeaf: 2 * minLeaf, featureShare: share(0.25), rowShare: 0.6 },
      { ...common, leaves: 3, minLeaf, featureShare: share(0.7), learningRate: 0.03 },
    ]
  }
  const common = { l2: 1, rowShare: 0.8, minLeaf: 20 }
  return [
    { ...common, learningRate: 0.1, leaves: 31, featureShare: share(0.6) },
    { ...common, learningRate: 0.05, leaves: 63, featureShare: share(0.25) },
    { ...common, learningRate: 0.06, leaves: 15, featureShare: share(0.25), rowShare: 0.6 },
    { ...common, learningRate: 0.06, leaves: 127, featureShare: share(0.2), l2: 10 },
  ]
}

function forestParams({ matrix, task }: TrainInput): ForestParams {
  const featureShare = task === "regression" ? 0.4 : 0.25
  return { leaves: 1024, minLeaf: matrix.rows < smallTable ? 3 : 2, featureShare }
}

const smallTable = 3000
/** Fewest features drawn for a tree. */
const fewestDrawn = 5
