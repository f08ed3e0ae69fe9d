import { barOf } from "../bar"
import { search, workArea } from "./bench"

/** Places of the work area: sums up to each bin that has rows, and that bin. */
const PREFIXES: usize = 512
const BINS: usize = 3584

/**
 * Look through the bins of one feature that a node of few rows lies in, leaving sums and marks zero, for a cut better than the
 * record's. A cut in an empty bin parts the rows as that before it, so it is never the first of its kind and is not looked at.
 */
export function readFew(sums: usize, marks: usize, feature: usize): void {
  const out = workArea() + PREFIXES
  const bins = workArea() + BINS
  const best = search()
  let missing: f64 = 0
  let running: f64 = 0
  let seen: usize = 0
  let word = load<u64>(marks)
  if (word & 1) {
    missing = load<f64>(sums)
    store<f64>(sums, 0)
    word -= 1
  }
  store<u64>(marks, 0)
  for (let from: usize = 0; ; ) {
    while (word !== 0) {
      const bin = from + <usize>ctz(word)
      word &= word - 1
      const place = sums + (bin << 3)
      running += load<f64>(place)
      store<f64>(place, 0)
      store<f64>(out + (seen << 3), running)
      store<u8>(bins + seen, <u8>bin)
      seen++
    }
    from += 64
    if (from === 256) break
    word = load<u64>(marks + (from >> 3))
    store<u64>(marks + (from >> 3), 0)
  }
  // behind the last one no row is left for the right side
  store<f64>(out + (seen << 3), running + missing)
  if (seen > 1 || missing !== 0) {
    if (evaluate(seen, 0)) {
      best.feature = <i32>feature
      best.missing = missing === 0 ? -1 : 0
    }
    if (missing !== 0 && evaluate(seen, missing)) {
      best.feature = <i32>feature
      best.missing = 1
    }
  }
}

/** Two cuts at a time: the steps of `scanPacked` in `../scan.ts`, whose bits they give. */
function evaluate(seen: usize, missing: f64): bool {
  const best = search()
  const out = workArea() + PREFIXES
  const bins = workArea() + BINS
  const minLeaf = best.minLeaf
  const count = best.count
  const gradient = best.gradient
  const shrink = best.shrink
  const under = count + 2 * shrink
  const mean = gradient / under
  const perUnit = f64x2.splat(1 / best.unit)
  const units = f64x2.splat(best.unit)
  const shrinks = f64x2.splat(shrink)
  const unders = f64x2.splat(under)
  const means = f64x2.splat(mean)
  const half = f64x2.splat(count / 2)
  const reach = f64x2.splat(count / 2 - minLeaf)
  const added = f64x2.splat(missing)
  let bar = f64x2.splat(barOf(best.score, gradient * mean, under))
  let found = false
  for (let at: usize = 0; at < seen; at += 2) {
    const packed = f64x2.add(v128.load(out + (at << 3)), added)
    const rows = f64x2.nearest(f64x2.mul(packed, perUnit))
    const allowed = f64x2.le(f64x2.abs(f64x2.sub(rows, half)), reach)
    const left = f64x2.sub(packed, f64x2.mul(rows, units))
    const leftUnder = f64x2.add(rows, shrinks)
    const above = f64x2.sub(left, f64x2.mul(means, leftUnder))
    const over = f64x2.mul(bar, f64x2.mul(leftUnder, f64x2.sub(unders, leftUnder)))
    if (!v128.any_true(v128.and(allowed, f64x2.gt(f64x2.mul(above, above), over)))) continue
    for (let lane: usize = 0; lane < 2; lane++) {
      const own = lane === 0 ? f64x2.extract_lane(rows, 0) : f64x2.extract_lane(rows, 1)
      const pull = lane === 0 ? f64x2.extract_lane(left, 0) : f64x2.extract_lane(left, 1)
      const others = count - own
      const right = gradient - pull
      const score = (pull * pull) / (own + shrink) + (right * right) / (others + shrink)
      if (!(score > best.score) || own < minLeaf || others < minLeaf) continue
      best.score = score
      best.leftCount = own
      best.leftGradient = pull
      best.cut = <i32>load<u8>(bins + at + lane)
      bar = f64x2.splat(barOf(score, gradient * mean, under))
      found = true
    }
  }
  return found
}
