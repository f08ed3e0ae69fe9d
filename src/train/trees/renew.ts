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
  const { target, scores, base, weights } = scored
  for (let node = 0; node < tree.feature.length; node++) {
    if (tree.feature[node]! >= 0) continue
    const rows = leafRows(tree, node, space)
    if (rows.length === 0) continue
    const lacking = Float64Array.from(rows, (row) => target[row]! - base[0]! - scores[0]![row]!)
    const own = weights && Float64Array.from(rows, (row) => weights[row]!)
    tree.value[node] = Math.fround(centre(lacking, own) * rate)
    space.meter.spent += rows.length * workCost.renewedRow
  }
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
