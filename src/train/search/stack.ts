import type { Seek } from "../seek.ts"
import { shareOf, smallestShare } from "./log-loss.ts"

/** Truth and out-of-fold answers on the same rows. */
export interface StackInput {
  readonly truth: Float64Array
  /** attempts x outputs x rows */
  readonly answers: readonly (readonly Float64Array[])[]
  /** What numbers are judged by; undefined where answers are probabilities. */
  readonly seek: Seek | undefined
  /** rows long; how much each counts */
  readonly weights?: Float64Array
}

/**
 * Stacking (Wolpert 1992; Breiman 1996): the non-negative weights with sum one that make the squared error of mixed numbers, or
 * the log loss of mixed probabilities, smallest. Squared errors carry a small ridge that draws towards equal weights.
 *
 * @returns attempts long
 */
export function stackWeights(input: StackInput): Float64Array {
  return input.seek === undefined ? mixtureWeights(input) : ridgeWeights(residualsOf(input, input.seek))
}

/** Errors of each attempt, times the root of the row's weight; of logarithms where the metric compares those. */
function residualsOf({ truth, answers, weights }: StackInput, seek: Seek): Float64Array[] {
  const root = (row: number): number => (weights === undefined ? 1 : Math.sqrt(weights[row]!))
  const unit = (value: number): number => (seek === "log-mean" ? Math.log1p(Math.max(0, value)) : value)
  return answers.map(([numbers]) => numbers!.map((value, row) => root(row) * (unit(value) - unit(truth[row]!))))
}

/** Smallest w'Rw over the simplex, by moving weight between two attempts at a time, each move exact. */
function ridgeWeights(residuals: readonly Float64Array[]): Float64Array {
  const count = residuals.length
  const products = residuals.map((first) =>
    residuals.map((second) => first.reduce((sum, value, row) => sum + value * second[row]!, 0)),
  )
  const ridge = (ridgeShare * products.reduce((sum, row, at) => sum + row[at]!, 0)) / count
  for (let at = 0; at < count; at++) products[at]![at]! += ridge
  const weights = new Float64Array(count).fill(1 / count)
  for (let sweep = 0; sweep < mostSweeps; sweep++) {
    let moved = 0
    for (let to = 0; to < count; to++) {
      for (let from = 0; from < count; from++) {
        if (to !== from) moved = Math.max(moved, moveWeight({ weights, products }, to, from))
      }
    }
    if (moved < 1e-7) break
  }
  return weights
}

interface Quadratic {
  readonly weights: Float64Array
  readonly products: readonly (readonly number[])[]
}

/** Move what makes the sum smallest from one weight to another; returns how much. */
function moveWeight({ weights, products }: Quadratic, to: number, from: number): number {
  const slope = weights.reduce((sum, weight, at) => sum + weight * (products[to]![at]! - products[from]![at]!), 0)
  const bend = products[to]![to]! + products[from]![from]! - 2 * products[to]![from]!
  if (!(slope < 0) || !(bend > 0)) return 0
  const step = Math.min(weights[from]!, -slope / bend)
  weights[to]! += step
  weights[from]! -= step
  return step
}

/** Expectation maximisation for the weights of a mixture, whose likelihood never falls from step to step. */
function mixtureWeights({ truth, answers, weights: rowWeights }: StackInput): Float64Array {
  const total = rowWeights?.reduce((sum, weight) => sum + weight, 0) ?? truth.length
  const likely = answers.map((columns) =>
    truth.map((label, row) => Math.max(smallestShare, shareOf(columns, label, row))),
  )
  let weights = new Float64Array(answers.length).fill(1 / answers.length)
  for (let step = 0; step < mostSteps; step++) {
    const next = new Float64Array(weights.length)
    for (let row = 0; row < truth.length; row++) {
      const share = (rowWeights?.[row] ?? 1) / total
      let mixed = 0
      for (const [at, weight] of weights.entries()) mixed += weight * likely[at]![row]!
      for (const [at, weight] of weights.entries()) next[at]! += (share * weight * likely[at]![row]!) / mixed
    }
    weights = next
  }
  return weights
}

const ridgeShare = 1e-3
const mostSweeps = 200
const mostSteps = 50
