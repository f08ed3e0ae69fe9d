import type { WorkMeter } from "../meter.ts"
import { descend, strongFeatures, violators } from "./coordinate-descent.ts"
import { type Design, interceptOf, type LinearFit } from "./design.ts"
import { lazyGram, meanProducts, rowShares } from "./gram.ts"

/**
 * Linear regression with an elastic net for several penalties, the strongest first and each starting from the one before: weights that
 * make `weighted mean (y - intercept - x w)^2 / 2 + penalty x (l1Share |w| + (1 - l1Share) / 2 |w|^2)` smallest.
 *
 * @param target as long as the design has rows
 * @returns one fit per penalty
 */
export function fitElasticNet(design: Design, target: Float64Array, options: ElasticNetOptions): LinearFit[] {
  const { l1Share, penalties, meter } = options
  const gram = lazyGram(design, meter)
  const { centre, spread, gradient } = startOf(design, target)
  const state = { weights: new Float64Array(design.features.length), gradient }
  const fits: LinearFit[] = []
  let last = largestOf(gradient)
  for (const at of strongestFirst(penalties)) {
    const l1 = penalties[at]! * l1Share
    const l2 = penalties[at]! * (1 - l1Share)
    const quadratic = { gram, curvature: 1, l1, l2, tolerance: spread * precision, meter }
    const working = strongFeatures(state, l1, Math.max(l1, last))
    for (;;) {
      descend(quadratic, state, working)
      const missed = violators(state, working, l1)
      if (missed.length === 0) break
      working.push(...missed)
    }
    last = l1
    fits[at] = { weights: state.weights.slice(), intercept: interceptOf(design, state.weights, centre) }
  }
  return fits
}

/**
 * On the target in standard deviations, so that its unit changes nothing: squared weights have another unit than absolute ones.
 *
 * @param options.penalties as shares of the smallest one that leaves every weight at 0
 */
export function fitStandardElasticNet(design: Design, target: Float64Array, options: ElasticNetOptions): LinearFit[] {
  const { l1Share, penalties } = options
  const shares = rowShares(design)
  const mean = target.reduce((sum, value, row) => sum + shares[row]! * value, 0)
  const far = target.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0)
  const deviation =
    far * Math.sqrt(target.reduce((sum, value, row) => sum + shares[row]! * ((value - mean) / far) ** 2, 0))
  const unit = deviation > 0 ? deviation : 1
  const standard = target.map((value) => (value - mean) / unit)
  const most = largestPenalty(design, standard, l1Share)
  const fits = fitElasticNet(design, standard, { ...options, penalties: penalties.map((share) => share * most) })
  return fits.map(({ weights, intercept }) => ({
    weights: weights.map((weight) => weight * unit),
    intercept: intercept * unit + mean,
  }))
}

export interface ElasticNetOptions {
  readonly penalties: readonly number[]
  /** Share of the penalty on absolute weights, in (0, 1]; the rest is on squared ones. With 1 it is the lasso. */
  readonly l1Share: number
  readonly meter: WorkMeter
}

/** The smallest penalty that leaves every weight at 0. */
export function largestPenalty(design: Design, target: Float64Array, l1Share: number): number {
  return largestOf(startOf(design, target).gradient) / l1Share
}

/** Places of the penalties, the strongest first. */
export function strongestFirst(penalties: readonly number[]): number[] {
  return penalties.map((_, at) => at).sort((a, b) => penalties[b]! - penalties[a]!)
}

export function largestOf(gradient: Float64Array): number {
  return gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}

function startOf(design: Design, target: Float64Array) {
  const shares = rowShares(design)
  const centre = target.reduce((sum, value, row) => sum + shares[row]! * value, 0)
  const pulls = target.map((value, row) => shares[row]! * (centre - value))
  const variance = target.reduce((sum, value, row) => sum + shares[row]! * (value - centre) ** 2, 0)
  return { centre, spread: Math.sqrt(variance), gradient: meanProducts(design, pulls) }
}

/** Of the target's standard deviation. */
const precision = 1e-8
