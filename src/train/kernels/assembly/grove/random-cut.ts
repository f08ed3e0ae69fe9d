import { drawnBelow } from "../draws"
import { drawnFeatures, search, workArea } from "./bench"
import { ground } from "./ground"

// Places of the work area.
const LOWEST: usize = 0
const HIGHEST: usize = 16
const LEAST: usize = 32
const CUTS: usize = 48
/** By feature of a group: what goes left, and what is missing. */
const LEFTS: usize = 64
const MISSINGS: usize = 128
/** By feature of a group: eight bytes that pick its byte of a vector. */
const PICKS: usize = 192
/** Features summed in one pass over the rows. */
const GROUP: i32 = 8

/**
 * One cut drawn for each drawn feature, and the best of these: the steps of `../../../trees/random-cut.ts`. Sixteen features lie in
 * one vector of a row's bins, so that one look at the rows finds the range of all, and another sums what is left of each cut.
 */
export function cutAtRandom(list: usize, rows: i32, cells: usize, pulls: usize, seed: u32): void {
  const perNode = ground.perNode
  for (let next = 0; next < perNode; ) {
    const block = featureAt(next) & ~15
    let last = next
    while (last < perNode && featureAt(last) < block + 16) last += 1
    findRanges(list, rows, cells + <usize>block)
    while (next < last) next = cutGroup(list, rows, cells + <usize>block, pulls, seed, next, last, block)
  }
}

@inline
function featureAt(position: i32): i32 {
  return load<i32>(drawnFeatures() + ((<usize>position) << 2))
}

/** Lowest bin of a value less 1, highest bin, and lowest bin, which is 0 where a value is missing. */
function findRanges(list: usize, rows: i32, cells: usize): void {
  const wide = ground.stride
  const one = i8x16.splat(1)
  let lowest = i8x16.splat(-1)
  let least = lowest
  let highest = i8x16.splat(0)
  const last = list + ((<usize>rows) << 2)
  for (let at = list; at < last; at += 4) {
    const bins = v128.load(cells + <usize>load<u32>(at) * wide)
    lowest = v128.min<u8>(lowest, v128.sub<i8>(bins, one))
    least = v128.min<u8>(least, bins)
    highest = v128.max<u8>(highest, bins)
  }
  const area = workArea()
  v128.store(area, lowest, LOWEST)
  v128.store(area, highest, HIGHEST)
  v128.store(area, least, LEAST)
}

/** Draw and weigh the cuts of up to eight features of one block. @returns the position behind the last of them */
function cutGroup(list: usize, rows: i32, cells: usize, pulls: usize, seed: u32, from: i32, to: i32, block: i32): i32 {
  const area = workArea()
  memory.fill(area + PICKS, 255, <usize>(8 * GROUP))
  v128.store(area, i8x16.splat(0), CUTS)
  let taken = 0
  let gaps = false
  let next = from
  // position among the drawn features, of each of the group
  let places: u64 = 0
  for (; next < to && taken < GROUP; next++) {
    const own = area + <usize>(featureAt(next) - block)
    const lowest = <i32>load<u8>(own, LOWEST) + 1
    const highest = <i32>load<u8>(own, HIGHEST)
    const missing = load<u8>(own, LEAST) === 0
    if (highest === 0 || (lowest === highest && !missing)) continue
    store<u8>(own, <u8>(lowest + drawnBelow(seed, ground.features + next, highest - lowest)), CUTS)
    store<u64>(area + (<usize>taken << 3), 0x0101010101010101 * <u64>(featureAt(next) - block), PICKS)
    places |= (<u64>(next - from)) << <u64>(taken << 3)
    gaps = gaps || missing
    taken += 1
  }
  if (taken === 0) return next
  sumLeft(list, rows, cells, pulls, v128.load(area, CUTS), taken, area + LEFTS)
  if (gaps) sumLeft(list, rows, cells, pulls, i8x16.splat(0), taken, area + MISSINGS)
  for (let at = 0; at < taken; at++) {
    const feature = featureAt(from + <i32>((places >> <u64>(at << 3)) & 255))
    const own = area + <usize>(feature - block)
    weigh(feature, <i32>load<u8>(own, CUTS), at, load<u8>(own, LEAST) === 0, load<u8>(own, LOWEST) + 1 < load<u8>(own, HIGHEST))
  }
  return next
}

/** Sum the rows whose bin is not above the limit, of each feature of the group. */
function sumLeft(list: usize, rows: i32, cells: usize, pulls: usize, limits: v128, taken: i32, out: usize): void {
  const picks = workArea() + PICKS
  const wide = ground.stride
  const last = list + ((<usize>rows) << 2)
  const pick1 = v128.load(picks)
  const pick2 = v128.load(picks, 16)
  const pick3 = v128.load(picks, 32)
  let sum1 = f64x2.splat(0)
  let sum2 = f64x2.splat(0)
  let sum3 = f64x2.splat(0)
  if (taken <= 6) {
    for (let at = list; at < last; at += 4) {
      const row = <usize>load<u32>(at)
      const left = v128.le<u8>(v128.load(cells + row * wide), limits)
      const value = v128.load_splat<f64>(pulls + (row << 3))
      sum1 = f64x2.add(sum1, v128.and(v128.swizzle(left, pick1), value))
      sum2 = f64x2.add(sum2, v128.and(v128.swizzle(left, pick2), value))
      sum3 = f64x2.add(sum3, v128.and(v128.swizzle(left, pick3), value))
    }
  } else {
    const pick4 = v128.load(picks, 48)
    let sum4 = f64x2.splat(0)
    for (let at = list; at < last; at += 4) {
      const row = <usize>load<u32>(at)
      const left = v128.le<u8>(v128.load(cells + row * wide), limits)
      const value = v128.load_splat<f64>(pulls + (row << 3))
      sum1 = f64x2.add(sum1, v128.and(v128.swizzle(left, pick1), value))
      sum2 = f64x2.add(sum2, v128.and(v128.swizzle(left, pick2), value))
      sum3 = f64x2.add(sum3, v128.and(v128.swizzle(left, pick3), value))
      sum4 = f64x2.add(sum4, v128.and(v128.swizzle(left, pick4), value))
    }
    v128.store(out, sum4, 48)
  }
  v128.store(out, sum1)
  v128.store(out, sum2, 16)
  v128.store(out, sum3, 32)
}

/** Missing rows right, and, where there are some and the others differ, missing rows left. */
function weigh(feature: i32, cut: i32, at: i32, missing: bool, differ: bool): void {
  const place = workArea() + (<usize>at << 3)
  const below = load<f64>(place, LEFTS)
  const gone = missing ? load<f64>(place, MISSINGS) : 0
  consider(feature, cut, below - gone, missing ? 0 : -1)
  if (missing && differ) consider(feature, cut, below, 1)
}

function consider(feature: i32, cut: i32, packed: f64, missing: i32): void {
  const best = search()
  const rows = Math.floor(packed / best.unit + 0.5)
  const others = best.count - rows
  if (rows < best.minLeaf || others < best.minLeaf) return
  const left = packed - rows * best.unit
  const right = best.gradient - left
  const score = (left * left) / (rows + best.shrink) + (right * right) / (others + best.shrink)
  if (!(score > best.score)) return
  best.score = score
  best.leftCount = rows
  best.leftGradient = left
  best.feature = feature
  best.cut = cut
  best.missing = missing
}
