import { scanPacked } from "../scan"
import { drawnFeatures, RECORD, search, workArea } from "./bench"
import { ground } from "./ground"
import { readFew } from "./read-few"

/** Bytes of the sums of a feature's 256 bins, and of a bit for each. */
const SUMS: usize = 2048
const MARKS: usize = 32
/** Places of the work area, each for four features; sums and marks for few rows are zero between features. */
const FEW_MARKS: usize = 0
const FEW_SUMS: usize = 4096
const MANY_SUMS: usize = 12_288
/** Rows up to which bins are marked: looking at all bins costs more than the marks of so few rows. */
const FEW_ROWS: i32 = 160

/** Look for the best cut of a node among its drawn features, four or two at a time; the first one wins a tie. */
export function seek(list: usize, rows: i32, cells: usize, pulls: usize): void {
  if (rows <= FEW_ROWS) seekBy(list, rows, cells, pulls, true)
  else seekBy(list, rows, cells, pulls, false)
}

@inline
function seekBy(list: usize, rows: i32, cells: usize, pulls: usize, few: bool): void {
  const perNode = ground.perNode
  const marks = workArea() + FEW_MARKS
  const sums = workArea() + (few ? FEW_SUMS : MANY_SUMS)
  const last = list + ((<usize>rows) << 2)
  for (let next = 0; next < perNode; ) {
    const left = perNode - next
    if (!few) memory.fill(sums, 0, (left > 2 ? 4 : 2) * SUMS)
    if (left > 2) sumFour(list, last, cells, pulls, next, sums, marks, few)
    else sumTwo(list, last, cells, pulls, next, sums, marks, few)
    const width = min(left, left > 2 ? 4 : 2)
    for (let at: usize = 0; at < <usize>width; at++) {
      const feature = featureAt(next + <i32>at)
      if (few) readFew(sums + at * SUMS, marks + at * MARKS, feature)
      else readMany(sums + at * SUMS, feature)
    }
    next += width
  }
}

@inline
function featureAt(position: i32): usize {
  return <usize>load<u32>(drawnFeatures() + ((<usize>position) << 2))
}

function readMany(sums: usize, feature: usize): void {
  const best = search()
  const facts = changetype<usize>(best)
  const missing = load<f64>(sums)
  if (scanPacked(sums, 256, facts, facts + 32, facts + RECORD, 0)) {
    best.feature = <i32>feature
    best.missing = missing === 0 ? -1 : 0
  }
  if (missing !== 0 && scanPacked(sums, 256, facts, facts + 32, facts + RECORD, missing)) {
    best.feature = <i32>feature
    best.missing = 1
  }
}

@inline
function add(sums: usize, marks: usize, bin: usize, value: f64, few: bool): void {
  const place = sums + (bin << 3)
  store<f64>(place, load<f64>(place) + value)
  if (!few) return
  const word = marks + ((bin >> 6) << 3)
  store<u64>(word, load<u64>(word) | ((<u64>1) << (<u64>(bin & 63))))
}

@inline
function sumFour(list: usize, last: usize, cells: usize, pulls: usize, next: i32, sums: usize, marks: usize, few: bool): void {
  const stride = ground.stride
  const one = cells + featureAt(next)
  const two = cells + featureAt(next + 1)
  const three = cells + featureAt(next + 2)
  const isFour = next + 3 < ground.perNode
  const four = cells + (isFour ? featureAt(next + 3) : 0)
  for (let at = list; at < last; at += 4) {
    const row = <usize>load<u32>(at)
    const value = load<f64>(pulls + (row << 3))
    const cell = row * stride
    add(sums, marks, <usize>load<u8>(one + cell), value, few)
    add(sums + SUMS, marks + MARKS, <usize>load<u8>(two + cell), value, few)
    add(sums + 2 * SUMS, marks + 2 * MARKS, <usize>load<u8>(three + cell), value, few)
    if (isFour) add(sums + 3 * SUMS, marks + 3 * MARKS, <usize>load<u8>(four + cell), value, few)
  }
}

@inline
function sumTwo(list: usize, last: usize, cells: usize, pulls: usize, next: i32, sums: usize, marks: usize, few: bool): void {
  const stride = ground.stride
  const one = cells + featureAt(next)
  const isTwo = next + 1 < ground.perNode
  const two = cells + (isTwo ? featureAt(next + 1) : 0)
  for (let at = list; at < last; at += 4) {
    const row = <usize>load<u32>(at)
    const value = load<f64>(pulls + (row << 3))
    const cell = row * stride
    add(sums, marks, <usize>load<u8>(one + cell), value, few)
    if (isTwo) add(sums + SUMS, marks + MARKS, <usize>load<u8>(two + cell), value, few)
  }
}
