import { search, workArea } from "./bench"

/** Places of the work area: sums up to each bin that has rows, and that bin. */
const PREFIXES: usize = 512
const BINS: usize = 3584

/** Share of the best score that a score must reach to be worth computing exactly: wide of what roundings may change. */
const ALMOST: f64 = 1 - 1e-12

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
  const minLeaf = f64x2.splat(best.minLeaf)
  const shrink = f64x2.splat(best.shrink)
  const unit = f64x2.splat(best.unit)
  const perUnit = f64x2.splat(1 / best.unit)
  const half = f64x2.splat(0.5)
  const count = f64x2.splat(best.count)
  const gradient = f64x2.splat(best.gradient)
  const added = f64x2.splat(missing)
  let near = f64x2.splat(best.score * ALMOST)
  let found = false
  for (let at: usize = 0; at < seen; at += 2) {
    const packed = f64x2.add(v128.load(out + (at << 3)), added)
    const rows = f64x2.floor(f64x2.add(f64x2.mul(packed, perUnit), half))
    const others = f64x2.sub(count, rows)
    const enough = f64x2.ge(others, minLeaf)
    if (i64x2.extract_lane(enough, 0) === 0) break // and ever fewer behind it
    const allowed = v128.and(f64x2.ge(rows, minLeaf), enough)
    const left = f64x2.sub(packed, f64x2.mul(rows, unit))
    const right = f64x2.sub(gradient, left)
    const leftSquare = f64x2.mul(left, left)
    const rightSquare = f64x2.mul(right, right)
    const leftUnder = f64x2.add(rows, shrink)
    const rightUnder = f64x2.add(others, shrink)
    const over = f64x2.add(f64x2.mul(leftSquare, rightUnder), f64x2.mul(rightSquare, leftUnder))
    const bar = f64x2.mul(near, f64x2.mul(leftUnder, rightUnder))
    if (!v128.any_true(v128.and(allowed, f64x2.gt(over, bar)))) continue
    const score = f64x2.add(f64x2.div(leftSquare, leftUnder), f64x2.div(rightSquare, rightUnder))
    for (let lane: usize = 0; lane < 2; lane++) {
      const first = lane === 0
      const own = first ? f64x2.extract_lane(score, 0) : f64x2.extract_lane(score, 1)
      const may = first ? i64x2.extract_lane(allowed, 0) : i64x2.extract_lane(allowed, 1)
      if (may === 0 || !(own > best.score)) continue
      best.score = own
      best.leftCount = first ? f64x2.extract_lane(rows, 0) : f64x2.extract_lane(rows, 1)
      best.leftGradient = first ? f64x2.extract_lane(left, 0) : f64x2.extract_lane(left, 1)
      best.cut = <i32>load<u8>(bins + at + lane)
      near = f64x2.splat(own * ALMOST)
      found = true
    }
  }
  return found
}
