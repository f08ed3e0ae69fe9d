import type { TreesEstimator } from "../estimator.ts"
import { kernelShap } from "./shap-kernel.ts"
import { withRules } from "./shap-rule.ts"
import { type AddTreeContributions, scriptShap } from "./shap-script.ts"
import { layOut } from "./tree-layout.ts"

export interface TreeShap {
  /** outputs long: what the trees answer on average over the rows they learnt from, before the link */
  readonly base: Float64Array
  /** By output. */
  readonly add: readonly AddTreeContributions[]
}

/**
 * Exact Shapley values of trees, a branch not taken being weighed by the training rows that took it (path-dependent TreeSHAP, Lundberg and
 * others 2020). For each row, base and contributions add up to what the trees answer before the link.
 *
 * A Shapley value weighs a set of a of d - 1 other features by the integral of t^a (1 - t)^(d - 1 - a) over t from 0 to 1. So the sum over all
 * sets is the integral of a product with one factor a feature: t + (1 - t) z where the row goes the way of the path, (1 - t) z where it does not,
 * z being the share of training rows that go it. A polynomial of degree d - 1 is summed up exactly at d / 2 places, and at each of
 * them the products of all paths take one pass down a tree and their sums one pass up; four places are worked on at a time.
 *
 * @returns undefined when the trees did not count the rows of their leaves
 */
export function compileTreeShap(trees: TreesEstimator): TreeShap | undefined {
  const { outputs, roots } = trees
  const scale = trees.combine === "mean" ? 1 / Math.max(1, roots.length / outputs) : 1
  const layouts = Array.from(roots, (root) => layOut(trees, root))
  if (!layouts.every((layout) => layout !== undefined)) return undefined
  const base = Float64Array.from(trees.base)
  for (const [tree, { mean }] of layouts.entries()) base[tree % outputs]! += mean * scale
  const shapTrees = withRules(layouts, scale)
  let made: readonly AddTreeContributions[] | undefined
  const add = Array.from({ length: outputs }, (_none, output): AddTreeContributions => {
    return (columns, row, to) => {
      made ??= kernelShap(trees, shapTrees) ?? scriptShap(trees, shapTrees)
      made[output]!(columns, row, to)
    }
  })
  return { base, add }
}
