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
  const perNode = ground.perNode
  const area = workArea()
  for (let next = 0; next < perNode; ) {
    const left = perNode - next
    if (rows <= FEW_ROWS) {
      if (left > 2) addFew4(list, rows, cells, pulls, next)
      else addFew2(list, rows, cells, pulls, next)
    } else if (left > 2) addMany4(list, rows, cells, pulls, next)
    else addMany2(list, rows, cells, pulls, next)
    const width = min(left, left > 2 ? 4 : 2)
    for (let at = 0; at < width; at++) {
      const feature = featureAt(next + at)
      if (rows <= FEW_ROWS) readFew(area + FEW_SUMS + <usize>at * SUMS, area + FEW_MARKS + <usize>at * MARKS, feature)
      else readMany(area + MANY_SUMS + <usize>at * SUMS, feature)
    }
    next += width
  }
}

@inline
function featureAt(position: i32): usize {
  return <usize>load<u32>(drawnFeatures() + ((<usize>position) << 2))
}

/** Behind the last feature the first one is summed again, where nobody looks. */
@inline
function orFirst(position: i32): usize {
  return featureAt(position < ground.perNode ? position : 0)
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
function add(sums: usize, bin: usize, value: f64): void {
  const place = sums + (bin << 3)
  store<f64>(place, load<f64>(place) + value)
}

@inline
function mark(words: usize, bin: usize): void {
  const place = words + ((bin >> 6) << 3)
  store<u64>(place, load<u64>(place) | ((<u64>1) << <u64>(bin & 63)))
}

function addMany4(list: usize, rows: i32, cells: usize, pulls: usize, next: i32): void {
  const sums = workArea() + MANY_SUMS
  memory.fill(sums, 0, 4 * SUMS)
  const wide = ground.stride
  const one = cells + featureAt(next)
  const two = cells + featureAt(next + 1)
  const three = cells + featureAt(next + 2)
  const four = cells + orFirst(next + 3)
  const last = list + ((<usize>rows) << 2)
  for (let at = list; at < last; at += 4) {
    const row = <usize>load<u32>(at)
    const value = load<f64>(pulls + (row << 3))
    const cell = row * wide
    add(sums, <usize>load<u8>(one + cell), value)
    add(sums + SUMS, <usize>load<u8>(two + cell), value)
    add(sums + 2 * SUMS, <usize>load<u8>(three + cell), value)
    add(sums + 3 * SUMS, <usize>load<u8>(four + cell), value)
  }
}

function addMany2(list: usize, rows: i32, cells: usize, pulls: usize, next: i32): void {
  const sums = workArea() + MANY_SUMS
  memory.fill(sums, 0, 2 * SUMS)
  const wide = ground.stride
  const one = cells + featureAt(next)
  const two = cells + orFirst(next + 1)
  const last = list + ((<usize>rows) << 2)
  for (let at = list; at < last; at += 4) {
    const row = <usize>load<u32>(at)
    const value = load<f64>(pulls + (row << 3))
    const cell = row * wide
    add(sums, <usize>load<u8>(one + cell), value)
    add(sums + SUMS, <usize>load<u8>(two + cell), value)
  }
}

function addFew4(list: usize, rows: i32, cells: usize, pulls: usize, next: i32): void {
  const sums = workArea() + FEW_SUMS
  const words = workArea() + FEW_MARKS
  const wide = ground.stride
  const one = cells + featureAt(next)
  const two = cells + featureAt(next + 1)
  const three = cells + featureAt(next + 2)
  const real = next + 3 < ground.perNode
  const four = cells + orFirst(next + 3)
  const last = list + ((<usize>rows) << 2)
  for (let at = list; at < last; at += 4) {
    const row = <usize>load<u32>(at)
    const value = load<f64>(pulls + (row << 3))
    const cell = row * wide
    const bin1 = <usize>load<u8>(one + cell)
    const bin2 = <usize>load<u8>(two + cell)
    const bin3 = <usize>load<u8>(three + cell)
    add(sums, bin1, value)
    mark(words, bin1)
    add(sums + SUMS, bin2, value)
    mark(words + MARKS, bin2)
    add(sums + 2 * SUMS, bin3, value)
    mark(words + 2 * MARKS, bin3)
    if (!real) continue
    const bin4 = <usize>load<u8>(four + cell)
    add(sums + 3 * SUMS, bin4, value)
    mark(words + 3 * MARKS, bin4)
  }
}

function addFew2(list: usize, rows: i32, cells: usize, pulls: usize, next: i32): void {
  const sums = workArea() + FEW_SUMS
  const words = workArea() + FEW_MARKS
  const wide = ground.stride
  const one = cells + featureAt(next)
  const real = next + 1 < ground.perNode
  const two = cells + orFirst(next + 1)
  const last = list + ((<usize>rows) << 2)
  for (let at = list; at < last; at += 4) {
    const row = <usize>load<u32>(at)
    const value = load<f64>(pulls + (row << 3))
    const cell = row * wide
    const bin1 = <usize>load<u8>(one + cell)
    add(sums, bin1, value)
    mark(words, bin1)
    if (!real) continue
    const bin2 = <usize>load<u8>(two + cell)
    add(sums + SUMS, bin2, value)
    mark(words + MARKS, bin2)
  }
}
