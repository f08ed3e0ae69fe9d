import type { Matrix } from "../../feature/index.ts"
import { boundOf, type NeighboursEstimator, newDistances, SAME } from "../../model/index.ts"
import { linearFeatures } from "../linear/design.ts"

export interface NeighboursParams {
  /** Neighbours that answer. */
  readonly count: number
  readonly weighting: NeighboursEstimator["weighting"]
}

export interface LearntRows {
  readonly matrix: Matrix
  readonly rows: Int32Array
  /** By row of the matrix: the number, or the class index. */
  readonly target: Float64Array
  readonly outputs: number
}

/** Keep the rows: standardised features, as linear models read them, so that distances mean something. */
export function keepRows({ matrix, rows, target, outputs }: LearntRows, params: NeighboursParams): NeighboursEstimator {
  const features = linearFeatures(matrix)
  const points = new Float32Array(rows.length * features.length)
  for (const [place, feature] of features.entries()) {
    const column = matrix.columns[feature]!
    for (let at = 0; at < rows.length; at++) points[at * features.length + place] = column[rows[at]!]!
  }
  const targets = Float64Array.from(rows, (row) => target[row]!)
  return { kind: "neighbours", features, ...params, outputs, points, targets }
}

/**
 * Answers to rows for several parameters at once: neighbours are looked up once, for the largest count.
 *
 * @returns params x outputs x rows
 */
export function answersForAll(kept: NeighboursEstimator, given: AskedRows): Float64Array[][] {
  const { matrix, rows, params } = given
  const { features, points, outputs } = kept
  const distances = newDistances({ width: features.length, values: points })
  const most = Math.max(...params.map(({ count }) => count))
  const place = new Float64Array(features.length)
  const answers = params.map(() => Array.from({ length: outputs }, () => new Float64Array(rows.length)))
  for (let at = 0; at < rows.length; at++) {
    for (const [position, feature] of features.entries()) place[position] = matrix.columns[feature]![rows[at]!]!
    const bound = distances.measure(place, most)
    const near: Neighbour[] = []
    for (let point = 0; point < distances.squared.length; point++) {
      const squared = distances.squared[point]!
      if (squared <= bound) near.push({ squared, target: kept.targets[point]! })
    }
    near.sort((a, b) => a.squared - b.squared)
    for (const [which, param] of params.entries()) answer(near, param, { at, out: answers[which]! })
  }
  return answers
}

export interface AskedRows {
  readonly matrix: Matrix
  readonly rows: Int32Array
  readonly params: readonly NeighboursParams[]
}

interface Neighbour {
  readonly squared: number
  readonly target: number
}

interface AnswerPlace {
  readonly at: number
  readonly out: readonly Float64Array[]
}

/** @param near nearest first */
function answer(near: readonly Neighbour[], { count, weighting }: NeighboursParams, { at, out }: AnswerPlace): void {
  const bound = boundOf(near[Math.min(count, near.length) - 1]!.squared)
  const same = weighting === "distance" && near[0]!.squared <= SAME
  let total = 0
  for (const { squared, target } of near) {
    if (squared > bound || (same && squared > SAME)) break
    const weight = weighting === "distance" && !same ? 1 / Math.sqrt(squared) : 1
    total += weight
    if (out.length === 1) out[0]![at]! += weight * target
    else out[target]![at]! += weight
  }
  for (const column of out) column[at]! /= total
}
