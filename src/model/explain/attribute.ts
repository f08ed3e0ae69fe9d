import type {
  BlendEstimator,
  CalibratedEstimator,
  CalibrationMap,
  Estimator,
  LinearEstimator,
  NeighboursEstimator,
  TreesEstimator,
} from "../estimator.ts"
import { compileCalibration } from "../run-calibrated.ts"
import { outputsOf } from "../run-estimator.ts"
import { linkOf, onAnswerScale, type ToAnswers } from "./answer-scale.ts"
import { compileSteps } from "./shapley-steps.ts"
import { compileTreeShap } from "./tree-shap.ts"

/**
 * What contributions are counted in: `answer` is the target's own unit or a probability, `log` is log(target), `log1p` is log(1 + target), `logOdds` is
 * log(p / (1 - p)) of the positive class, `score` is what softmax turns into probabilities.
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
 * before the link. Members of a blend that is not one sum are carried to the scale of the answer first (see `onAnswerScale`).
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
      return compileBlend(estimator)
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

function compileBlend({ members, weights }: BlendEstimator): Additive | undefined {
  const outputs = outputsOf(members[0]!)
  const parts: Additive[] = []
  for (const member of members) {
    const part = compileAdditive(member)
    if (part === undefined) return undefined
    parts.push(answered(part, member))
  }
  const base = new Float64Array(outputs)
  for (const [member, part] of parts.entries()) {
    for (let output = 0; output < outputs; output++) base[output]! += weights[member]! * part.base[output]!
  }
  let own = new Float64Array(0)
  return {
    unit: "answer",
    exact: parts.every(({ exact }) => exact),
    base,
    add: (columns, row, { output, to }) => {
      if (own.length !== to.length) own = new Float64Array(to.length)
      for (const [member, part] of parts.entries()) {
        own.fill(0)
        part.add(columns, row, { output, to: own })
        const weight = weights[member]!
        for (let feature = 0; feature < to.length; feature++) to[feature]! += weight * own[feature]!
      }
    },
  }
}

function compileCalibrated({ map, inner }: CalibratedEstimator): Additive | undefined {
  const additive = compileAdditive(inner)
  if (additive === undefined) return undefined
  if (map.method === "beta" && map.onYes === map.onNo && additive.unit === "logOdds")
    return stretched(additive, map.onYes, [map.offset])
  if (map.method === "softmax" && additive.unit === "score") return stretched(additive, map.slope, map.offsets)
  return onAnswerScale(answered(additive, inner), correction(map))
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

function correction(map: CalibrationMap): ToAnswers {
  const correct = compileCalibration(map)
  return (sums) => {
    const columns = Array.from(sums, (value) => Float64Array.of(value))
    correct(columns, 1)
    for (const [output, column] of columns.entries()) sums[output] = column[0]!
  }
}

function answered(additive: Additive, member: Estimator): Additive {
  if (additive.unit === "answer") return additive
  return onAnswerScale(additive, linkOf(additive.unit, member.kind === "transformed" ? member.scale : 1))
}

const units = { identity: "answer", logit: "logOdds", softmax: "score", log: "log" } as const
