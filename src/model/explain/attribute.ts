import type {
  CalibratedEstimator,
  Estimator,
  LinearEstimator,
  NeighboursEstimator,
  TreesEstimator,
} from "../estimator.ts"
import { onAnswerScale } from "./answer-scale.ts"
import { type Composition, compositionOf, corrected, mixed } from "./composition.ts"
import { compileSteps } from "./shapley-steps.ts"
import { compileTreeShap } from "./tree-shap.ts"

/**
 * What contributions are counted in: `answer` is the target's own unit or a probability, `log` is log(target), `log1p` is log(1 + target), `logOdds` is
 * log(p / (1 - p)) of the positive or the likeliest class, `score` is what softmax turns into probabilities.
 */
export type ContributionUnit = "answer" | "log" | "log1p" | "logOdds" | "score"

/** An estimator's answers as sums: base plus one contribution a feature. */
export interface Additive {
  readonly unit: ContributionUnit
  /** Shapley values, not such as were carried to another scale. */
  readonly exact: boolean
  /** outputs long */
  readonly base: Float64Array
  /** Adds the contributions of one row to the answer of one output; `to` is features long. */
  add(columns: readonly Float32Array[], row: number, at: AddAt): void
}

export interface AddAt {
  readonly output: number
  readonly to: Float64Array
}

/**
 * Exact Shapley values where the answer is a sum: of trees path-dependent TreeSHAP, of linear models weight x (value - mean). Both
 * before the link. What is not one sum is carried to the scale of the answer, or of its log odds (see `onAnswerScale`).
 *
 * @returns undefined when the estimator does not hold what explaining takes
 */
export function compileAdditive(estimator: Estimator): Additive | undefined {
  switch (estimator.kind) {
    case "constant":
      return { unit: "answer", exact: true, base: Float64Array.from(estimator.values), add: () => undefined }
    case "linear":
      return compileLinear(estimator)
    case "trees":
      return compileTrees(estimator)
    case "neighbours":
      return compileSteps(estimator, meansOf(estimator))
    case "transformed": {
      const inner = compileAdditive(estimator.inner)
      if (inner?.unit !== "answer") return undefined
      return { ...inner, unit: "log1p" }
    }
    case "blend":
      return compileComposed(estimator)
    case "calibrated":
      return compileCalibrated(estimator)
  }
}

function compileLinear({ link, features, weights, intercepts, means }: LinearEstimator): Additive | undefined {
  if (means === undefined) return undefined
  const width = features.length
  const base = intercepts.map((intercept, output) => {
    let sum = intercept
    for (let place = 0; place < width; place++) sum += weights[output * width + place]! * means[place]!
    return sum
  })
  return {
    unit: units[link],
    exact: true,
    base,
    add: (columns, row, { output, to }) => {
      for (let place = 0; place < width; place++) {
        const feature = features[place]!
        to[feature]! += weights[output * width + place]! * (columns[feature]![row]! - means[place]!)
      }
    },
  }
}

/** The middle of the training rows. */
function meansOf({ features, points }: NeighboursEstimator): ReadonlyMap<number, number> {
  const width = features.length
  const rows = points.length / width
  return new Map(
    Array.from(features, (feature, place): [number, number] => {
      let sum = 0
      for (let at = place; at < points.length; at += width) sum += points[at]!
      return [feature, Math.fround(sum / rows)]
    }),
  )
}

function compileTrees(trees: TreesEstimator): Additive | undefined {
  const shap = compileTreeShap(trees)
  if (shap === undefined) return undefined
  const { base, add } = shap
  return {
    unit: units[trees.link],
    exact: true,
    base,
    add: (columns, row, { output, to }) => add[output]!(columns, row, to),
  }
}

/** A correction of probabilities that is a straight line in what they are made of leaves them one sum. */
function compileCalibrated(estimator: CalibratedEstimator): Additive | undefined {
  const { map, inner } = estimator
  const sum = inner.kind === "blend" ? undefined : compileAdditive(inner)
  if (map.method === "beta" && map.onYes === map.onNo && sum?.unit === "logOdds" && sum.exact)
    return stretched(sum, map.onYes, [map.offset])
  if (map.method === "softmax" && sum?.unit === "score") return stretched(sum, map.slope, map.offsets)
  return compileComposed(estimator)
}

function compileComposed(estimator: Estimator): Additive | undefined {
  const composition = compose(estimator)
  if (composition === undefined) return undefined
  const ofClasses =
    estimator.kind === "calibrated" || composition.parts.some(({ unit }) => unit === "logOdds" || unit === "score")
  return onAnswerScale(composition, ofClasses ? "logOdds" : "answer")
}

function compose(estimator: Estimator): Composition | undefined {
  if (estimator.kind === "blend") {
    const members = estimator.members.map(compose)
    return members.every((member) => member !== undefined) ? mixed(members, estimator.weights) : undefined
  }
  if (estimator.kind === "calibrated") {
    const inner = compose(estimator.inner)
    return inner && corrected(inner, estimator.map)
  }
  const part = compileAdditive(estimator)
  return part && compositionOf(part, estimator.kind === "transformed" ? estimator.scale : 1)
}

/** A sum that is only multiplied and shifted stays one. */
function stretched(additive: Additive, slope: number, offsets: readonly number[]): Additive {
  let own = new Float64Array(0)
  return {
    unit: additive.unit,
    exact: additive.exact,
    base: additive.base.map((value, output) => slope * value + offsets[output]!),
    add: (columns, row, { output, to }) => {
      if (own.length !== to.length) own = new Float64Array(to.length)
      own.fill(0)
      additive.add(columns, row, { output, to: own })
      for (let feature = 0; feature < to.length; feature++) to[feature]! += slope * own[feature]!
    },
  }
}

const units = { identity: "answer", logit: "logOdds", softmax: "score", log: "log" } as const
