import { medianOf, quantileOf } from "../median.ts"
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
  const { target, scores, base } = scored
  for (let node = 0; node < tree.feature.length; node++) {
    if (tree.feature[node]! >= 0) continue
    const rows = leafRows(tree, node, space)
    if (rows.length === 0) continue
    const lacking = Float64Array.from(rows, (row) => target[row]! - base[0]! - scores[0]![row]!)
    tree.value[node] = Math.fround(centre(lacking) * rate)
    space.meter.spent += rows.length * workCost.renewedRow
  }
}

interface Renewal {
  readonly scored: Scored
  readonly rate: number
}

/** The best constant for numbers, whose order it may change. */
function centreOf(objective: Objective): ((values: Float64Array) => number) | undefined {
  switch (objective.kind) {
    case "absolute":
      return medianOf
    case "quantile":
      return (values) => quantileOf(values, objective.share)
    case "huber":
      return (values) => huberCentre(values, objective.delta)
    case "squared":
    case "poisson":
    case "tweedie":
    case "logistic":
    case "softmax":
      return undefined
  }
}

/** The median, and one step from it towards the mean of what lies within `delta`. */
function huberCentre(values: Float64Array, delta: number): number {
  const median = medianOf(values)
  let sum = 0
  // in order of size, as the selection leaves equal sets in different orders
  for (const value of values.sort()) sum += Math.max(-delta, Math.min(delta, value - median))
  return median + sum / values.length
}
