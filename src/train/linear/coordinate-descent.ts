import { type WorkMeter, workCost } from "../meter.ts"
import type { Gram } from "./gram.ts"

/** A quadratic whose curvature is a multiple of a design's mean products, with an elastic net on its weights. */
export interface Quadratic {
  readonly gram: Gram
  /** Factor of the mean products. */
  readonly curvature: number
  /** Of the sum of absolute weights. */
  readonly l1: number
  /** Of half the sum of squared weights. */
  readonly l2: number
  /** Ends when no weight moves its column by more than this, as a root of a mean square. */
  readonly tolerance: number
  readonly meter: WorkMeter
}

export interface DescentState {
  /** features long */
  readonly weights: Float64Array
  /** features long: of the quadratic at the weights, without its penalties; kept up to date for all features */
  readonly gradient: Float64Array
}

/**
 * Coordinate descent with covariance updates (Friedman, Hastie and Tibshirani 2010) on some of the features, in place. Between two
 * sweeps over all of them, those whose weight is not 0 are swept until they stand still.
 */
export function descend(quadratic: Quadratic, state: DescentState, working: readonly number[]): void {
  for (let round = 0; round < mostRounds; round++) {
    if (sweep(quadratic, state, working) < quadratic.tolerance) return
    const moving = working.filter((feature) => state.weights[feature] !== 0)
    for (let again = 0; again < mostRounds; again++) {
      if (sweep(quadratic, state, moving) < quadratic.tolerance) break
    }
  }
}

/** @returns how far the column moved most that moved most */
function sweep(quadratic: Quadratic, { weights, gradient }: DescentState, working: readonly number[]): number {
  const { gram, curvature, l1, l2, meter } = quadratic
  let farthest = 0
  let changes = 0
  for (const feature of working) {
    const own = curvature * gram.squares[feature]!
    if (!(own > smallestSquare)) continue
    const old = weights[feature]!
    const pull = own * old - gradient[feature]!
    const soft = Math.abs(pull) <= l1 ? 0 : pull - Math.sign(pull) * l1
    const change = soft / (own + l2) - old
    if (change === 0) continue
    weights[feature] = old + change
    const products = gram.column(feature)
    const step = curvature * change
    for (let other = 0; other < gradient.length; other++) gradient[other]! += step * products[other]!
    farthest = Math.max(farthest, Math.abs(change) * Math.sqrt(own))
    changes += 1
  }
  meter.spent += (working.length * 4 + changes * gradient.length) * workCost.multiplyAdd
  return farthest
}

/** Features a fit with the strong penalty left at 0 that may leave it under the next one (Tibshirani and others 2012). */
export function strongFeatures({ weights, gradient }: DescentState, next: number, last: number): number[] {
  const threshold = 2 * next - last
  const kept: number[] = []
  for (let feature = 0; feature < weights.length; feature++) {
    if (weights[feature] !== 0 || Math.abs(gradient[feature]!) >= threshold) kept.push(feature)
  }
  return kept
}

/** Features that were left out and should not have been. */
export function violators({ gradient }: DescentState, working: readonly number[], l1: number): number[] {
  const looked = new Uint8Array(gradient.length)
  for (const feature of working) looked[feature] = 1
  const found: number[] = []
  for (let feature = 0; feature < gradient.length; feature++) {
    if (looked[feature] === 0 && Math.abs(gradient[feature]!) > l1 * rounding) found.push(feature)
  }
  return found
}

const mostRounds = 300
/** Of a column that does not vary. */
const smallestSquare = 1e-12
const rounding = 1 + 1e-9
