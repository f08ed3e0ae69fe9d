import { medianOf, quantileOf, weightedQuantile } from "../median.ts"
import { workCost } from "../meter.ts"
import type { Objective, Scored } from "./objective.ts"
import { type GrownTree, leafRows } from "./tree.ts"
import type { Workspace } from "./workspace.ts"

/**
 * Give each leaf, where gradients tell only the side of the target or a bounded distance, the constant that makes the objective
 * of its rows small, times the learning rate (Friedman 2001, LAD_TreeBoost and M_TreeBoost); the other objectives keep the step
 * that gradients and hessians gave.
 */
export function renewLeaves(tree: GrownTree, space: Workspace, { scored, rate }: Renewal): void {
  const centre = centreOf(scored.objective)
  if (centre === undefined) return
  const renewal = { tree, space, scored, rate, centre }
  if (space.binned.directions !== undefined) {
    renewWithin(renewal, 0, { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY })
    return
  }
  for (let node = 0; node < tree.feature.length; node++) {
    if (tree.feature[node]! >= 0) continue
    const rows = leafRows(tree, node, space)
    if (rows.length > 0) tree.value[node] = Math.fround(centreAmong(renewal, [rows]) * rate)
  }
}

/**
 * The same where answers must rise or fall with features: the middle between the centres of both sides of such a split bounds all
 * leaves on either side.
 */
function renewWithin(renewal: Renewing, node: number, bounds: Bounds): void {
  const { tree, space, rate } = renewal
  const within = (value: number): number => Math.max(bounds.lower, Math.min(bounds.upper, value))
  if (tree.feature[node]! < 0) {
    const rows = leafRows(tree, node, space)
    if (rows.length > 0) tree.value[node] = Math.fround(within(centreAmong(renewal, [rows])) * rate)
    return
  }
  const [left, right] = [node + 1, tree.right[node]!]
  const direction = space.binned.directions![tree.feature[node]!]!
  if (direction === 0) {
    renewWithin(renewal, left, bounds)
    renewWithin(renewal, right, bounds)
    return
  }
  const [first, second] = [left, right].map((side) => within(centreAmong(renewal, rowsBelow(renewal, side)))) as [
    number,
    number,
  ]
  const middle = first / 2 + second / 2
  const [below, above] = [
    { ...bounds, upper: middle },
    { ...bounds, lower: middle },
  ]
  renewWithin(renewal, left, direction > 0 ? below : above)
  renewWithin(renewal, right, direction > 0 ? above : below)
}

/** Rows of all leaves of a part of the tree. */
function rowsBelow({ tree, space }: Renewing, from: number): Int32Array[] {
  const found: Int32Array[] = []
  for (let node = from, last = from; node <= last; node++) {
    if (tree.feature[node]! >= 0) last = Math.max(last, tree.right[node]!)
    else found.push(leafRows(tree, node, space))
  }
  return found
}

function centreAmong({ scored, space, centre }: Renewing, parts: readonly Int32Array[]): number {
  const { target, scores, base, weights } = scored
  const length = parts.reduce((sum, rows) => sum + rows.length, 0)
  const lacking = new Float64Array(length)
  const own = weights && new Float64Array(length)
  let at = 0
  for (const rows of parts) {
    for (const row of rows) {
      if (own !== undefined) own[at] = weights![row]!
      lacking[at++] = target[row]! - base[0]! - scores[0]![row]!
    }
  }
  space.meter.spent += length * workCost.renewedRow
  return length === 0 ? 0 : centre(lacking, own)
}

interface Renewing extends Renewal {
  readonly tree: GrownTree
  readonly space: Workspace
  readonly centre: Centre
}

interface Bounds {
  readonly lower: number
  readonly upper: number
}

interface Renewal {
  readonly scored: Scored
  readonly rate: number
}

/** The best constant for numbers, whose order it may change, and which count the same where no weights are given. */
type Centre = (values: Float64Array, weights: Float64Array | undefined) => number

function centreOf(objective: Objective): Centre | undefined {
  switch (objective.kind) {
    case "absolute":
      return medianAmong
    case "quantile":
      return (values, weights) =>
        weights === undefined ? quantileOf(values, objective.share) : weightedQuantile(values, weights, objective.share)
    case "huber":
      return (values, weights) => huberCentre(values, weights, objective.delta)
    case "squared":
    case "poisson":
    case "tweedie":
    case "logistic":
    case "softmax":
      return undefined
  }
}

/** The median, and one step from it towards the mean of what lies within `delta`. */
function huberCentre(values: Float64Array, weights: Float64Array | undefined, delta: number): number {
  const median = medianAmong(values.slice(), weights)
  const within = (value: number): number => Math.max(-delta, Math.min(delta, value - median))
  let sum = 0
  if (weights === undefined) {
    // in order of size, so that the order of the rows cannot change a bit
    for (const value of values.sort()) sum += within(value)
    return median + sum / values.length
  }
  let total = 0
  for (const at of values.keys()) {
    sum += weights[at]! * within(values[at]!)
    total += weights[at]!
  }
  return total > 0 ? median + sum / total : median
}

function medianAmong(values: Float64Array, weights: Float64Array | undefined): number {
  return weights === undefined ? medianOf(values) : weightedQuantile(values, weights, 0.5)
}
