import { number } from "./job"
import { directionOf } from "./directions"
import { lanes, startOf } from "./space"

/** Places among the job's numbers: of a node, and of the bounds of its values. */
const COUNT: usize = 0
const GRADIENT: usize = 1
const HESSIAN: usize = 2
const BOUNDS: usize = 12

/**
 * Look through one feature's bins for a split better than the record's that keeps both sides' values within the node's bounds and
 * in the feature's direction; the first one wins a tie. The same steps as `../script-scan-bound.ts`.
 */
export function scanBound(feature: usize, slot: usize, node: usize, record: usize): void {
  const start = startOf(feature)
  const bins = <i32>(startOf(feature + 1) - start)
  const shift: usize = lanes() === 1 ? 3 : 4
  const from = slot + (start << shift)
  const direction = directionOf(feature)
  const seen = load<f64>(from) !== 0
  if (pass(from, bins, node, record, direction, false)) keep(record, feature, seen ? 0 : -1)
  if (seen && pass(from, bins, node, record, direction, true)) keep(record, feature, 1)
}

function keep(record: usize, feature: usize, missing: i32): void {
  store<i32>(record, <i32>feature, 32)
  store<i32>(record, missing, 40)
}

function pass(from: usize, bins: i32, node: usize, record: usize, direction: i32, withMissing: bool): bool {
  const two = lanes() === 2
  const shift: usize = two ? 4 : 3
  const minLeaf = number(0)
  const minHessian = number(1)
  const shrink = number(2)
  const unit = number(3)
  const perUnit = 1 / unit
  const count = number(node + COUNT)
  const gradient = number(node + GRADIENT)
  const hessian = number(node + HESSIAN)
  const lower = number(BOUNDS + ((node - 4) >> 1))
  const upper = number(BOUNDS + ((node - 4) >> 1) + 1)
  let packed: f64 = withMissing ? load<f64>(from) : 0
  let hessians: f64 = withMissing && two ? load<f64>(from, 8) : 0
  let found = false
  for (let bin = 1; bin < bins; bin++) {
    const place = from + ((<usize>bin) << shift)
    packed += load<f64>(place)
    if (two) hessians += load<f64>(place, 8)
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
    if (<f64>direction * (rightValue - leftValue) < 0) continue
    const score =
      -(2 * left * leftValue + leftUnder * leftValue * leftValue) -
      (2 * right * rightValue + rightUnder * rightValue * rightValue)
    if (!(score > load<f64>(record))) continue
    store<f64>(record, score)
    store<f64>(record, rows, 8)
    store<f64>(record, left, 16)
    store<f64>(record, two ? hessians : rows, 24)
    store<i32>(record, bin, 36)
    found = true
  }
  return found
}
