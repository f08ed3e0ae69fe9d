import { known, prefixBins, prefixes, record } from "./bench"

/** Share of the best score that a score must reach to be worth computing exactly: wide of what roundings may change. */
const ALMOST: f64 = 1 - 1e-12

/**
 * Look through the bins of one feature that a node of few rows lies in, leaving sums and marks zero, for a cut better than the
 * record's. A cut in an empty bin parts the rows as that before it, so it is never the first of its kind and is not looked at.
 */
export function readFew(sums: usize, marks: usize, feature: usize): void {
  const out = prefixes()
  const bins = prefixBins()
  const best = record()
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
      store<i32>(best, <i32>feature, 32)
      store<i32>(best, missing === 0 ? -1 : 0, 40)
    }
    if (missing !== 0 && evaluate(seen, missing)) {
      store<i32>(best, <i32>feature, 32)
      store<i32>(best, 1, 40)
    }
  }
}

/** Two cuts at a time: the steps of `scanPacked` in `../scan.ts`, whose bits they give. */
function evaluate(seen: usize, missing: f64): bool {
  const facts = known()
  const best = record()
  const out = prefixes()
  const minLeaf = v128.load_splat<f64>(facts)
  const shrink = v128.load_splat<f64>(facts, 16)
  const unit = v128.load_splat<f64>(facts, 24)
  const perUnit = f64x2.splat(1 / load<f64>(facts, 24))
  const half = f64x2.splat(0.5)
  const count = v128.load_splat<f64>(facts, 32)
  const gradient = v128.load_splat<f64>(facts, 40)
  const added = f64x2.splat(missing)
  let near = f64x2.splat(load<f64>(best) * ALMOST)
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
      if (may === 0 || !(own > load<f64>(best))) continue
      const leftCount = first ? f64x2.extract_lane(rows, 0) : f64x2.extract_lane(rows, 1)
      store<f64>(best, own)
      store<f64>(best, leftCount, 8)
      store<f64>(best, first ? f64x2.extract_lane(left, 0) : f64x2.extract_lane(left, 1), 16)
      store<f64>(best, leftCount, 24)
      store<i32>(best, <i32>load<u8>(prefixBins() + at + lane), 36)
      near = f64x2.splat(own * ALMOST)
      found = true
    }
  }
  return found
}
