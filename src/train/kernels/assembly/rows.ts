import { address, integer } from "./job"
import { results } from "./space"

/**
 * Part a range of rows into left ones, ascending from its start, and right ones, descending from its end; without a branch on
 * the data, as each row is written at both cursors and the comparison moves one of them.
 */
export function partition(task: i32, from: i32, to: i32): void {
  const source = address(0)
  const target = address(1)
  const column = address(2)
  const shift = integer(3)
  const limit = integer(4)
  let left = target + ((<usize>from) << 2)
  let right = target + ((<usize>(to - 1)) << 2)
  const last = source + ((<usize>to) << 2)
  for (let at = source + ((<usize>from) << 2); at < last; at += 4) {
    const row = load<u32>(at)
    const goesLeft = ((((<i32>load<u8>(column + <usize>row) - shift) & 255) - limit) >>> 31) << 2
    store<u32>(left, row)
    store<u32>(right, row)
    left += <usize>goesLeft
    right = right + <usize>goesLeft - 4
  }
  store<i32>(results() + ((<usize>task) << 3), <i32>((left - target) >> 2) - from)
}

/** Bring both parts of one share of the rows behind those of the shares before it. */
export function compact(task: i32, from: i32, to: i32): void {
  const source = address(0)
  const target = address(1)
  const counts = results()
  let left = 0
  let allLeft = 0
  for (let other = 0; other < integer(2); other++) {
    const own = load<i32>(counts + ((<usize>other) << 3))
    if (other < task) left += own
    allLeft += own
  }
  const own = load<i32>(counts + ((<usize>task) << 3))
  const right = allLeft + (from - left)
  memory.copy(target + ((<usize>left) << 2), source + ((<usize>from) << 2), (<usize>own) << 2)
  memory.copy(target + ((<usize>right) << 2), source + ((<usize>(from + own)) << 2), (<usize>(to - from - own)) << 2)
}

/** Add a leaf's value to the scores of its rows. A leaf: address of its rows, how many, value. */
export function addLeaf(task: i32): void {
  const leaf = address(0) + ((<usize>task) << 4)
  const scores = address(1)
  const value = load<f64>(leaf, 8)
  const rows = <usize>load<u32>(leaf)
  const last = rows + ((<usize>load<u32>(leaf, 4)) << 2)
  for (let at = rows; at < last; at += 4) {
    const place = scores + ((<usize>load<u32>(at)) << 3)
    store<f64>(place, load<f64>(place) + value)
  }
}

/** Add a tree's answer to the scores of listed rows. A node: bins (0 for a leaf), limit, shift, right child; a leaf's value. */
export function walk(from: i32, to: i32): void {
  const rows = address(0)
  const tree = address(1)
  const scores = address(2)
  for (let at = from; at < to; at++) {
    const row = <usize>load<u32>(rows + ((<usize>at) << 2))
    let node = tree
    let column = <usize>load<u32>(node)
    while (column !== 0) {
      const bin = (<i32>load<u8>(column + row) - load<i32>(node, 8)) & 255
      node = bin < load<i32>(node, 4) ? node + 24 : <usize>load<u32>(node, 12)
      column = <usize>load<u32>(node)
    }
    const place = scores + (row << 3)
    store<f64>(place, load<f64>(place) + load<f64>(node, 16))
  }
}

/** Write the bin of each value of one share of a column; edges are padded with infinity to `steps` * 2 - 1. */
export function assignBins(from: i32, to: i32): void {
  const values = address(0)
  const edges = address(1)
  const bins = address(2)
  const steps = integer(3)
  for (let at = from; at < to; at++) {
    const value = load<f32>(values + ((<usize>at) << 2))
    let below: usize = 0
    for (let step = <usize>steps; step > 0; step >>= 1) {
      below += <usize>(load<f32>(edges + ((below + step - 1) << 2)) < value) * step
    }
    store<u8>(bins + <usize>at, value === value ? <u8>(below + 1) : 0)
  }
}
