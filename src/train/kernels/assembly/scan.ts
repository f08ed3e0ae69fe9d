import { NUMBERS } from "./job"
import { barOf } from "./bar"
import { lanes, startOf } from "./space"

/** What is known of the node a scan looks at: its place among the job's numbers. */
const COUNT: usize = 0
const GRADIENT: usize = 8
const HESSIAN: usize = 16
const FLOOR: usize = 24

/** Start a record from the score a split must exceed. */
export function startRecord(record: usize, node: usize): void {
  store<f64>(record, load<f64>(NUMBERS + (node << 3), FLOOR))
  store<i32>(record, -1, 32)
}

/** Look through one feature's bins for a split better than the record's; the first one wins a tie. */
export function scan(feature: usize, slot: usize, node: usize, record: usize): void {
  const start = startOf(feature)
  const bins = <i32>(startOf(feature + 1) - start)
  const known = NUMBERS + (node << 3)
  if (lanes() === 1) {
    const from = slot + (start << 3)
    const missing = load<f64>(from)
    if (scanPacked(from, bins, NUMBERS, known, record, 0)) keep(record, feature, missing === 0 ? -1 : 0)
    if (missing !== 0 && scanPacked(from, bins, NUMBERS, known, record, missing)) keep(record, feature, 1)
    return
  }
  const from = slot + (start << 4)
  const missing = v128.load(from)
  const none = f64x2.splat(0)
  const seen = f64x2.extract_lane(missing, 0) !== 0
  if (scanPairs(from, bins, known, record, none)) keep(record, feature, seen ? 0 : -1)
  if (seen && scanPairs(from, bins, known, record, missing)) keep(record, feature, 1)
}

function keep(record: usize, feature: usize, missing: i32): void {
  store<i32>(record, <i32>feature, 32)
  store<i32>(record, missing, 40)
}

/** Bins a row of the node below which empty bins are worth a look of their own: the cut behind one is that before it. */
const SPARSE: f64 = 2

/**
 * Two bins at a time; sums of whole numbers are exact, so any order of adding gives the same.
 *
 * @param limits address of the fewest rows of a leaf, the smallest hessian, the shrink and the unit
 * @param node address of the node's count and gradient
 */
export function scanPacked(from: usize, bins: i32, limits: usize, node: usize, record: usize, missing: f64): bool {
  const minLeaf = load<f64>(limits)
  const shrink = load<f64>(limits, 16)
  const unit = load<f64>(limits, 24)
  const count = load<f64>(node, COUNT)
  const gradient = load<f64>(node, GRADIENT)
  const under = count + 2 * shrink
  const mean = gradient / under
  const perUnit = f64x2.splat(1 / unit)
  const units = f64x2.splat(unit)
  const shrinks = f64x2.splat(shrink)
  const unders = f64x2.splat(under)
  const means = f64x2.splat(mean)
  const half = f64x2.splat(count / 2)
  const reach = f64x2.splat(count / 2 - minLeaf)
  let best = load<f64>(record)
  let bar = f64x2.splat(barOf(best, gradient * mean, under))
  let carry = f64x2.splat(missing)
  let found = false
  const sparse = count * SPARSE < <f64>bins
  for (let bin = 1; bin < bins; bin += 2) {
    let place = from + ((<usize>bin) << 3)
    if (sparse) {
      while (bin + 4 <= bins && !v128.any_true(v128.or(v128.load(place), v128.load(place, 16)))) {
        bin += 4
        place += 32
      }
      if (bin >= bins) break
    }
    const sums = bin + 1 < bins ? v128.load(place) : v128.load64_zero(place)
    const packed = f64x2.add(carry, f64x2.add(sums, v128.shuffle<i64>(i64x2.splat(0), sums, 0, 2)))
    carry = v128.shuffle<i64>(packed, packed, 1, 1)
    const rows = f64x2.nearest(f64x2.mul(packed, perUnit))
    const allowed = f64x2.le(f64x2.abs(f64x2.sub(rows, half)), reach)
    const left = f64x2.sub(packed, f64x2.mul(rows, units))
    const leftUnder = f64x2.add(rows, shrinks)
    const above = f64x2.sub(left, f64x2.mul(means, leftUnder))
    const over = f64x2.mul(bar, f64x2.mul(leftUnder, f64x2.sub(unders, leftUnder)))
    if (!v128.any_true(v128.and(allowed, f64x2.gt(f64x2.mul(above, above), over)))) continue
    for (let lane = 0; lane < 2; lane++) {
      const own = lane === 0 ? f64x2.extract_lane(rows, 0) : f64x2.extract_lane(rows, 1)
      const pull = lane === 0 ? f64x2.extract_lane(left, 0) : f64x2.extract_lane(left, 1)
      const others = count - own
      const right = gradient - pull
      const score = (pull * pull) / (own + shrink) + (right * right) / (others + shrink)
      if (!(score > best) || own < minLeaf || others < minLeaf) continue
      best = score
      write(record, score, own, pull, own, bin + lane)
      bar = f64x2.splat(barOf(best, gradient * mean, under))
      found = true
    }
  }
  return found
}

@inline
function write(record: usize, score: f64, count: f64, gradient: f64, hessian: f64, bin: i32): void {
  store<f64>(record, score)
  store<f64>(record, count, 8)
  store<f64>(record, gradient, 16)
  store<f64>(record, hessian, 24)
  store<i32>(record, bin, 36)
}

/** As `scanPacked`, of bins that hold a hessian behind the packed number. */
function scanPairs(from: usize, bins: i32, node: usize, record: usize, missing: v128): bool {
  const minLeaf = load<f64>(NUMBERS)
  const minHessian = load<f64>(NUMBERS, 8)
  const shrink = load<f64>(NUMBERS, 16)
  const unit = load<f64>(NUMBERS, 24)
  const count = load<f64>(node, COUNT)
  const gradient = load<f64>(node, GRADIENT)
  const hessian = load<f64>(node, HESSIAN)
  const under = hessian + 2 * shrink
  const mean = gradient / under
  const perUnit = f64x2.splat(1 / unit)
  const units = f64x2.splat(unit)
  const shrinks = f64x2.splat(shrink)
  const unders = f64x2.splat(under)
  const means = f64x2.splat(mean)
  const half = f64x2.splat(count / 2)
  const reach = f64x2.splat(count / 2 - minLeaf)
  let best = load<f64>(record)
  let bar = f64x2.splat(barOf(best, gradient * mean, under))
  let carry = missing
  let found = false
  const sparse = count * SPARSE < <f64>bins
  for (let bin = 1; bin < bins; bin += 2) {
    const place = from + ((<usize>bin) << 4)
    const second = bin + 1 < bins ? v128.load(place, 16) : i64x2.splat(0)
    if (sparse && !v128.any_true(v128.or(v128.load(place), second))) continue
    const first = f64x2.add(carry, v128.load(place))
    carry = f64x2.add(first, second)
    const packed = v128.shuffle<i64>(first, carry, 0, 2)
    const hessians = v128.shuffle<i64>(first, carry, 1, 3)
    const rows = f64x2.nearest(f64x2.mul(packed, perUnit))
    const allowed = f64x2.le(f64x2.abs(f64x2.sub(rows, half)), reach)
    const left = f64x2.sub(packed, f64x2.mul(rows, units))
    const leftUnder = f64x2.add(hessians, shrinks)
    const above = f64x2.sub(left, f64x2.mul(means, leftUnder))
    const over = f64x2.mul(bar, f64x2.mul(leftUnder, f64x2.sub(unders, leftUnder)))
    if (!v128.any_true(v128.and(allowed, f64x2.gt(f64x2.mul(above, above), over)))) continue
    for (let lane = 0; lane < 2; lane++) {
      const own = lane === 0 ? f64x2.extract_lane(rows, 0) : f64x2.extract_lane(rows, 1)
      const pull = lane === 0 ? f64x2.extract_lane(left, 0) : f64x2.extract_lane(left, 1)
      const curve = lane === 0 ? f64x2.extract_lane(hessians, 0) : f64x2.extract_lane(hessians, 1)
      const rest = hessian - curve
      const right = gradient - pull
      const score = (pull * pull) / (curve + shrink) + (right * right) / (rest + shrink)
      if (!(score > best) || own < minLeaf || count - own < minLeaf || curve < minHessian || rest < minHessian) continue
      best = score
      write(record, score, own, pull, curve, bin + lane)
      bar = f64x2.splat(barOf(best, gradient * mean, under))
      found = true
    }
  }
  return found
}
