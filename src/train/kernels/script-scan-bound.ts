import type { Buffers } from "./kernels.ts"
import type { Best, Range } from "./script-scan.ts"

/** Look through a feature's bins for a better split that keeps the node's bounds and the feature's direction. */
export function scanBound({ histograms, lanes }: Buffers, range: Range, best: Best): boolean {
  const { from, bins, minLeaf, minHessian, shrink, unit, direction } = range
  const { count, gradient, hessian, lower, upper } = range.node
  const two = lanes === 2
  const perUnit = 1 / unit
  let packed = range.withMissing ? histograms[from]! : 0
  let hessians = range.withMissing && two ? histograms[from + 1]! : 0
  let found = false
  for (let bin = 1; bin < bins; bin++) {
    packed += histograms[from + lanes * bin]!
    if (two) hessians += histograms[from + lanes * bin + 1]!
    const rows = Math.floor(packed * perUnit + 0.5)
    const others = count - rows
    const left = packed - rows * unit
    const right = gradient - left
    const leftUnder = (two ? hessians : rows) + shrink
    const rightUnder = (two ? hessian - hessians : others) + shrink
    if (rows < minLeaf || others < minLeaf) continue
    if (two && (hessians < minHessian || hessian - hessians < minHessian)) continue
    const leftValue = Math.min(upper, Math.max(lower, -left / leftUnder))
    const rightValue = Math.min(upper, Math.max(lower, -right / rightUnder))
    if (direction * (rightValue - leftValue) < 0) continue
    const score =
      -(2 * left * leftValue + leftUnder * leftValue * leftValue) -
      (2 * right * rightValue + rightUnder * rightValue * rightValue)
    if (!(score > best.score)) continue
    best.score = score
    best.cut = bin
    best.count = rows
    best.gradient = left
    best.hessian = two ? hessians : rows
    found = true
  }
  return found
}
