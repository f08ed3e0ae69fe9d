import { stableExp, stableExpm1 } from "../base/index.ts"
import type { BlendEstimator, Estimator, LinearEstimator, Link, TransformedEstimator } from "./estimator.ts"
import { compileCalibration } from "./run-calibrated.ts"
import { compileNeighbours } from "./run-neighbours.ts"
import { compileTrees } from "./run-trees.ts"

/**
 * Writes answers for the first `count` rows: `columns` is features long, `out` outputs long, each at least `count` long. Not to be
 * entered again before it returns: it works in memory of its own.
 */
export type Runner = (columns: readonly Float32Array[], count: number, out: readonly Float64Array[]) => void

/** An estimator as a function. */
export function compileEstimator(estimator: Estimator): Runner {
  switch (estimator.kind) {
    case "constant":
      return (_columns, count, out) => {
        for (const [output, value] of estimator.values.entries()) out[output]!.fill(value, 0, count)
      }
    case "linear":
      return linked(estimator.link, compileLinear(estimator))
    case "trees":
      return linked(estimator.link, compileTrees(estimator, Int32Array.from(usedFeatures(estimator))))
    case "neighbours":
      return compileNeighbours(estimator)
    case "transformed":
      return compileTransformed(estimator)
    case "blend":
      return compileBlend(estimator)
    case "calibrated": {
      const run = compileEstimator(estimator.inner)
      const correct = compileCalibration(estimator.map)
      return (columns, count, out) => {
        run(columns, count, out)
        correct(out, count)
      }
    }
  }
}

/** 1 for regression and binary, the number of classes otherwise. */
export function outputsOf(estimator: Estimator): number {
  switch (estimator.kind) {
    case "constant":
      return estimator.values.length
    case "linear":
      return estimator.intercepts.length
    case "trees":
    case "neighbours":
      return estimator.outputs
    case "transformed":
    case "calibrated":
      return outputsOf(estimator.inner)
    case "blend":
      return outputsOf(estimator.members[0]!)
  }
}

/** Indices of the features an estimator reads, ascending. */
export function usedFeatures(estimator: Estimator): ReadonlySet<number> {
  return new Set(listFeatures(estimator).sort((a, b) => a - b))
}

function listFeatures(estimator: Estimator): number[] {
  switch (estimator.kind) {
    case "constant":
      return []
    case "linear":
    case "neighbours":
      return [...estimator.features]
    case "trees":
      return splitFeatures(estimator.feature)
    case "transformed":
    case "calibrated":
      return listFeatures(estimator.inner)
    case "blend":
      return estimator.members.flatMap(listFeatures)
  }
}

function splitFeatures(nodes: Int32Array): number[] {
  const seen: boolean[] = []
  for (let node = 0; node < nodes.length; node++) if (nodes[node]! >= 0) seen[nodes[node]!] = true
  return Object.keys(seen).map(Number)
}

function compileLinear({ features, weights, intercepts }: LinearEstimator): Runner {
  const width = features.length
  return (columns, count, out) => {
    for (let output = 0; output < intercepts.length; output++) {
      const sum = out[output]!
      sum.fill(intercepts[output]!, 0, count)
      for (let place = 0; place < width; place++) {
        const column = columns[features[place]!]!
        const weight = weights[output * width + place]!
        for (let row = 0; row < count; row++) sum[row]! += weight * column[row]!
      }
    }
  }
}

function compileTransformed({ inner, scale }: TransformedEstimator): Runner {
  const run = compileEstimator(inner)
  const outputs = outputsOf(inner)
  return (columns, count, out) => {
    run(columns, count, out)
    for (let output = 0; output < outputs; output++) {
      const answer = out[output]!
      for (let row = 0; row < count; row++) answer[row] = stableExpm1(Math.min(answer[row]!, LARGEST_EXPONENT)) * scale
    }
  }
}

function compileBlend({ members, weights }: BlendEstimator): Runner {
  const runs = members.map(compileEstimator)
  const outputs = outputsOf(members[0]!)
  let own: readonly Float64Array[] = []
  return (columns, count, out) => {
    if (own.length === 0 || own[0]!.length < count) own = Array.from({ length: outputs }, () => new Float64Array(count))
    for (let output = 0; output < outputs; output++) out[output]!.fill(0, 0, count)
    for (let member = 0; member < runs.length; member++) {
      runs[member]!(columns, count, own)
      const weight = weights[member]!
      for (let output = 0; output < outputs; output++) {
        const sum = out[output]!
        const part = own[output]!
        for (let row = 0; row < count; row++) sum[row]! += weight * part[row]!
      }
    }
  }
}

function linked(link: Link, run: Runner): Runner {
  switch (link) {
    case "identity":
      return run
    case "logit":
      return (columns, count, out) => {
        run(columns, count, out)
        for (const answer of out) for (let row = 0; row < count; row++) answer[row] = 1 / (1 + stableExp(-answer[row]!))
      }
    case "log":
      return (columns, count, out) => {
        run(columns, count, out)
        for (const answer of out) {
          for (let row = 0; row < count; row++) answer[row] = stableExp(Math.min(answer[row]!, LARGEST_EXPONENT))
        }
      }
    case "softmax":
      return (columns, count, out) => {
        run(columns, count, out)
        for (let row = 0; row < count; row++) softmax(out, row)
      }
  }
}

/** Raw scores of one row to probabilities that sum to one; the largest is taken off first, so that nothing overflows. */
function softmax(scores: readonly Float64Array[], row: number): void {
  let largest = Number.NEGATIVE_INFINITY
  for (let output = 0; output < scores.length; output++) largest = Math.max(largest, scores[output]![row]!)
  let total = 0
  for (let output = 0; output < scores.length; output++) {
    const power = stableExp(scores[output]![row]! - largest)
    scores[output]![row] = power
    total += power
  }
  for (let output = 0; output < scores.length; output++) scores[output]![row]! /= total
}

/** exp of more is not finite. */
const LARGEST_EXPONENT = 709
