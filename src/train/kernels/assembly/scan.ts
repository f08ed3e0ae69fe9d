import { NUMBERS, number } from "./job"
import { lanes, startOf } from "./space"

/** What is known of the node a scan looks at: its place among the job's numbers. */
const COUNT: usize = 0
const GRADIENT: usize = 1
const HESSIAN: usize = 2
const FLOOR: usize = 3

/** Start a record from the score a split must exceed. */
export function startRecord(record: usize, node: usize): void {
  store<f64>(record, number(node + FLOOR))
  store<i32>(record, -1, 32)
}

/** Look through one feature's bins for a split better than the record's; the first one wins a tie. */
export function scan(feature: usize, slot: usize, node: usize, record: usize): void {
  const start = startOf(feature)
  const bins = <i32>(startOf(feature + 1) - start)
  if (lanes() === 1) {
    const from = slot + (start << 3)
    const missing = load<f64>(from)
    const known = NUMBERS + (node << 3)
    if (scanPacked(from, bins, NUMBERS, known, record, 0)) keep(record, feature, missing === 0 ? -1 : 0)
    if (missing !== 0 && scanPacked(from, bins, NUMBERS, known, record, missing)) keep(record, feature, 1)
    return
  }
  const from = slot + (start << 4)
  const missing = v128.load(from)
  const none = v128.splat<f64>(0)
  const seen = v128.extract_lane<f64>(missing, 0) !== 0
  if (scanPairs(from, bins, node, record, none)) keep(record, feature, seen ? 0 : -1)
  if (seen && scanPairs(from, bins, node, record, missing)) keep(record, feature, 1)
}

function keep(record: usize, feature: usize, missing: i32): void {
  store<i32>(record, <i32>feature, 32)
  store<i32>(record, missing, 40)
}

/** Bins a row of the node below which empty bins are worth a look of their own: the cut behind one is that before it. */
const SPARSE: f64 = 2

/** Share of the best score that a score must reach to be worth computing exactly: wide of what roundings may change. */
const ALMOST: f64 = 1 - 1e-12

/**
 * Two bins at a time; sums of whole numbers are exact, so any order of adding gives the same.
 *
 * @param limits address of the fewest rows of a leaf, the smallest hessian, the shrink and the unit
 * @param node address of the node's count and gradient
 */
export function scanPacked(from: usize, bins: i32, limits: usize, node: usize, record: usize, missing: f64): bool {
  const minLeaf = v128.splat<f64>(load<f64>(limits))
  const shrink = v128.splat<f64>(load<f64>(limits, 16))
  const unit = v128.splat<f64>(load<f64>(limits, 24))
  const perUnit = v128.splat<f64>(1 / load<f64>(limits, 24))
  const half = v128.splat<f64>(0.5)
  const almost = v128.splat<f64>(ALMOST)
  const count = v128.splat<f64>(load<f64>(node))
  const gradient = v128.splat<f64>(load<f64>(node, 8))
  let best = v128.splat<f64>(load<f64>(record))
  let carry = v128.splat<f64>(missing)
  let found = false
  const sparse = load<f64>(node) * SPARSE < <f64>bins
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
    const running = v128.add<f64>(sums, v128.shuffle<i64>(v128.splat<i64>(0), sums, 0, 2))
    const packed = v128.add<f64>(carry, running)
    carry = v128.shuffle<i64>(packed, packed, 1, 1)
    const rows = v128.floor<f64>(v128.add<f64>(v128.mul<f64>(packed, perUnit), half))
    const others = v128.sub<f64>(count, rows)
    const enough = v128.ge<f64>(others, minLeaf)
    if (v128.extract_lane<i64>(enough, 0) === 0) break // and ever fewer behind it
    const allowed = v128.and(v128.ge<f64>(rows, minLeaf), enough)
    if (!v128.any_true(allowed)) continue
    const left = v128.sub<f64>(packed, v128.mul<f64>(rows, unit))
    const right = v128.sub<f64>(gradient, left)
    const leftSquare = v128.mul<f64>(left, left)
    const rightSquare = v128.mul<f64>(right, right)
    const leftUnder = v128.add<f64>(rows, shrink)
    const rightUnder = v128.add<f64>(others, shrink)
    // most cuts are far from the best, which multiplications tell sooner than divisions
    const over = v128.add<f64>(v128.mul<f64>(leftSquare, rightUnder), v128.mul<f64>(rightSquare, leftUnder))
    const near = v128.mul<f64>(v128.mul<f64>(best, almost), v128.mul<f64>(leftUnder, rightUnder))
    if (!v128.any_true(v128.and(allowed, v128.gt<f64>(over, near)))) continue
    const score = v128.add<f64>(v128.div<f64>(leftSquare, leftUnder), v128.div<f64>(rightSquare, rightUnder))
    if (!v128.any_true(v128.and(allowed, v128.gt<f64>(score, best)))) continue
    for (let lane = 0; lane < 2; lane++) {
      const first = lane === 0
      const own = first ? v128.extract_lane<f64>(score, 0) : v128.extract_lane<f64>(score, 1)
      const may = first ? v128.extract_lane<i64>(allowed, 0) : v128.extract_lane<i64>(allowed, 1)
      if (may === 0 || !(own > load<f64>(record))) continue
      const leftCount = first ? v128.extract_lane<f64>(rows, 0) : v128.extract_lane<f64>(rows, 1)
      const leftGradient = first ? v128.extract_lane<f64>(left, 0) : v128.extract_lane<f64>(left, 1)
      store<f64>(record, own)
      store<f64>(record, leftCount, 8)
      store<f64>(record, leftGradient, 16)
      store<f64>(record, leftCount, 24)
      store<i32>(record, bin + lane, 36)
      best = v128.splat<f64>(own)
      found = true
    }
  }
  return found
}

function scanPairs(from: usize, bins: i32, node: usize, record: usize, missing: v128): bool {
  const minLeaf = number(0)
  const minHessian = number(1)
  const shrink = v128.splat<f64>(number(2))
  const unit = number(3)
  const perUnit = 1 / unit
  const count = number(node + COUNT)
  const gradient = number(node + GRADIENT)
  const hessian = number(node + HESSIAN)
  let best = load<f64>(record)
  let sums = missing
  let found = false
  const sparse = count * SPARSE < <f64>bins
  for (let bin = 1; bin < bins; bin++) {
    const own = v128.load(from + ((<usize>bin) << 4))
    if (sparse && !v128.any_true(own)) continue
    sums = v128.add<f64>(sums, own)
    const packed = v128.extract_lane<f64>(sums, 0)
    const leftHessian = v128.extract_lane<f64>(sums, 1)
    const rows = Math.floor(packed * perUnit + 0.5)
    const left = packed - rows * unit
    const right = gradient - left
    const rightHessian = hessian - leftHessian
    const sides = v128.replace_lane<f64>(v128.splat<f64>(left), 1, right)
    const under = v128.add<f64>(v128.replace_lane<f64>(v128.splat<f64>(leftHessian), 1, rightHessian), shrink)
    const parts = v128.div<f64>(v128.mul<f64>(sides, sides), under)
    const score = v128.extract_lane<f64>(parts, 0) + v128.extract_lane<f64>(parts, 1)
    if (!(score > best)) continue
    if (rows < minLeaf || count - rows < minLeaf || leftHessian < minHessian || rightHessian < minHessian) continue
    best = score
    store<f64>(record, score)
    store<f64>(record, rows, 8)
    store<f64>(record, left, 16)
    store<f64>(record, leftHessian, 24)
    store<i32>(record, bin, 36)
    found = true
  }
  return found
}
