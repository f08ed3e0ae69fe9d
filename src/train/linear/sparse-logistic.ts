import { type WorkMeter, workCost } from "../meter.ts"
import { descend, strongFeatures, violators } from "./coordinate-descent.ts"
import { type Design, interceptOf, type LinearFit } from "./design.ts"
import { largestOf, strongestFirst } from "./elastic-net.ts"
import { type Gram, lazyGram, productWith, rowShares } from "./gram.ts"

/**
 * Logistic regression with an elastic net for several penalties, the strongest first and each starting from the one before: weights
 * that make `weighted mean log loss + penalty x (l1Share |w| + (1 - l1Share) / 2 |w|^2)` smallest.
 *
 * Each step makes a quadratic smallest that lies above the loss everywhere, since its curvature is at most 1/4 of the mean products
 * for two classes and 1/2 for more (Bohning 1992), so that the mean products are counted once; momentum speeds the steps up (Beck and
 * Teboulle 2009) and is taken back when it points the wrong way (O'Donoghue and Candes 2015).
 *
 * @param target as long as the design has rows; class indices
 * @returns per penalty one fit per output: one output for two classes, one per class otherwise
 */
export function fitSparseLogistic(design: Design, target: Float64Array, options: SparseOptions): LinearFit[][] {
  const { penalties, l1Share } = options
  const space = newSpace(design, target, options)
  let last = largestOfAll(space)
  const fits: LinearFit[][] = []
  for (const at of strongestFirst(penalties)) {
    const l1 = penalties[at]! * l1Share
    const l2 = penalties[at]! * (1 - l1Share)
    let working = space.outputs.map((output) => strongFeatures(output, l1, Math.max(l1, last)))
    for (;;) {
      settle(space, { l1, l2, working })
      fillPulls(space)
      fillGradients(space)
      const missed = space.outputs.map((output, place) => violators(output, working[place]!, l1))
      if (missed.every(({ length }) => length === 0)) break
      working = working.map((known, place) => [...known, ...missed[place]!])
    }
    last = l1
    fits[at] = space.outputs.map(({ weights, intercept }) => ({
      weights: weights.slice(),
      intercept: interceptOf(design, weights, intercept),
    }))
  }
  return fits
}

export interface SparseOptions {
  /** 1 for two classes, the number of classes otherwise. */
  readonly outputs: number
  readonly penalties: readonly number[]
  /** Share of the penalty on absolute weights, in (0, 1]. */
  readonly l1Share: number
  readonly meter: WorkMeter
}

/** The smallest penalty that leaves every weight at 0. */
export function largestLogisticPenalty(
  design: Design,
  target: Float64Array,
  options: Omit<SparseOptions, "penalties">,
): number {
  return largestOfAll(newSpace(design, target, options)) / options.l1Share
}

interface SparseSpace {
  readonly design: Design
  readonly target: Float64Array
  readonly shares: Float64Array
  readonly gram: Gram
  readonly curvature: number
  readonly meter: WorkMeter
  readonly outputs: readonly Output[]
}

interface Output {
  readonly weights: Float64Array
  /** At the weights, or of the quadratic around them. */
  readonly gradient: Float64Array
  intercept: number
  /** rows long: scores, then the pull of each row at its score times the row's share */
  readonly pulls: Float64Array
}

/** Intercepts are those of the shares of the classes, half a row more of each, and weights are 0. */
function newSpace(design: Design, target: Float64Array, options: Omit<SparseOptions, "penalties">): SparseSpace {
  const shares = rowShares(design)
  const labels = Math.max(2, options.outputs)
  const counts = new Float64Array(labels).fill(0.5 / design.rows)
  for (const [row, label] of target.entries()) counts[label]! += shares[row]!
  const size = design.features.length
  const outputs = Array.from({ length: options.outputs }, (_, output) => ({
    weights: new Float64Array(size),
    gradient: new Float64Array(size),
    intercept: options.outputs === 1 ? Math.log(counts[1]! / counts[0]!) : Math.log(counts[output]!),
    pulls: new Float64Array(design.rows),
  }))
  const { meter } = options
  const curvature = options.outputs === 1 ? 1 / 4 : 1 / 2
  const space = { design, target, shares, gram: lazyGram(design, meter), curvature, meter, outputs }
  fillPulls(space)
  fillGradients(space)
  return space
}

function largestOfAll({ outputs }: SparseSpace): number {
  return outputs.reduce((most, { gradient }) => Math.max(most, largestOf(gradient)), 0)
}

interface Round {
  readonly l1: number
  readonly l2: number
  /** outputs long: features that may leave 0 */
  readonly working: readonly (readonly number[])[]
}

/** Steps until the weights stand still. */
function settle(space: SparseSpace, round: Round): void {
  let momentum = 1
  let before = space.outputs.map(({ weights, intercept }) => ({ weights: weights.slice(), intercept }))
  for (let step = 0; step < mostSteps; step++) {
    const from = space.outputs.map(({ weights, intercept }) => ({ weights: weights.slice(), intercept }))
    stepDown(space, round)
    let against = 0
    let farthest = 0
    for (const [place, { weights, intercept }] of space.outputs.entries()) {
      const [old, start] = [before[place]!, from[place]!]
      farthest = Math.max(farthest, Math.abs(intercept - start.intercept))
      for (const feature of round.working[place]!) {
        const moved = weights[feature]! - start.weights[feature]!
        farthest = Math.max(farthest, Math.abs(moved))
        against -= moved * (weights[feature]! - old.weights[feature]!)
      }
    }
    const reached = space.outputs.map(({ weights, intercept }) => ({ weights: weights.slice(), intercept }))
    if (farthest < precision) return
    const next = against > 0 ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2
    if (against <= 0) lean(space, before, (momentum - 1) / next)
    momentum = next
    before = reached
  }
  restore(space, before)
}

type Point = Pick<Output, "weights" | "intercept">

/** Go on by a share of the last step. */
function lean({ outputs }: SparseSpace, before: readonly Point[], share: number): void {
  for (const [place, output] of outputs.entries()) {
    const old = before[place]!
    output.intercept += share * (output.intercept - old.intercept)
    const { weights } = output
    for (let feature = 0; feature < weights.length; feature++) {
      weights[feature]! += share * (weights[feature]! - old.weights[feature]!)
    }
  }
}

function restore({ outputs }: SparseSpace, points: readonly Point[]): void {
  for (const [place, { weights, intercept }] of points.entries()) {
    outputs[place]!.weights.set(weights)
    outputs[place]!.intercept = intercept
  }
}

/** The lowest point of the quadratic around the present weights. */
function stepDown(space: SparseSpace, { l1, l2, working }: Round): void {
  const { gram, curvature, meter, outputs } = space
  fillPulls(space)
  fillGradients(space, working)
  for (const [place, output] of outputs.entries()) {
    output.intercept -= output.pulls.reduce((sum, pull) => sum + pull, 0) / curvature
    descend({ gram, curvature, l1, l2, tolerance: precision, meter }, output, working[place]!)
  }
}

function fillPulls(space: SparseSpace): void {
  const { design, target, shares, outputs, meter } = space
  for (const { pulls, weights, intercept } of outputs) {
    pulls.fill(intercept)
    for (const [feature, column] of design.columns.entries()) {
      const weight = weights[feature]!
      if (weight === 0) continue
      for (let row = 0; row < pulls.length; row++) pulls[row]! += weight * column[row]!
      meter.spent += pulls.length * workCost.multiplyAdd
    }
  }
  meter.spent += target.length * outputs.length * workCost.exponentialRow
  if (outputs.length === 1) {
    const { pulls } = outputs[0]!
    for (let row = 0; row < pulls.length; row++) {
      pulls[row] = shares[row]! * (1 / (1 + Math.exp(-pulls[row]!)) - target[row]!)
    }
    return
  }
  for (let row = 0; row < target.length; row++) {
    let top = Number.NEGATIVE_INFINITY
    for (const { pulls } of outputs) top = Math.max(top, pulls[row]!)
    let total = 0
    for (const { pulls } of outputs) total += pulls[row] = Math.exp(pulls[row]! - top)
    for (const [output, { pulls }] of outputs.entries()) {
      pulls[row] = shares[row]! * (pulls[row]! / total - (output === target[row] ? 1 : 0))
    }
  }
}

/** Of some features, or of all. */
function fillGradients({ design, outputs, meter }: SparseSpace, working?: Round["working"]): void {
  for (const [place, { gradient, pulls }] of outputs.entries()) {
    const features = working?.[place] ?? gradient.keys()
    for (const feature of features) gradient[feature] = productWith(design.columns[feature]!, pulls)
    meter.spent += (working?.[place]?.length ?? gradient.length) * pulls.length * workCost.multiplyAdd
  }
}

const mostSteps = 400
/** Of weights on standardised columns. */
const precision = 1e-7
