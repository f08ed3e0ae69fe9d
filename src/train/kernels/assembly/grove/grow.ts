import { drawn, scrambled } from "../draws"
import { drawFeatures } from "./draw-features"
import { known, record } from "./bench"
import {
  cells,
  enter,
  isExtra,
  listBytes,
  lists,
  minLeaf,
  mostLeaves,
  nearCells,
  nearPulls,
  nearRows,
  perNode,
  pulls,
  seed,
  stride,
} from "./ground"
import {
  clearNodes,
  COUNT,
  CUT,
  DEPTH,
  END,
  FEATURE,
  GAIN,
  GRADIENT,
  LEFT,
  LEFT_COUNT,
  LEFT_GRADIENT,
  LIST,
  made,
  MISSING_LEFT,
  newNode,
  nodeAt,
  START,
} from "./nodes"
import { clearOpen, opened, popBest, push, stack, unstack } from "./open-nodes"
import { cutAtRandom } from "./random-cut"
import { gradientStep, rootCount, rootGradient, rootRows, sample, unit } from "./sample"
import { seek } from "./seek"
import { shape } from "./shape"

/** Deeper trees only follow single rows. */
const DEEPEST: i32 = 64
/** Rows of a node from which on its cells are brought together, so that all that is below it lies in the core's own cache. */
const NEAR_ROWS: i32 = 8192
const SMALLEST_GAIN: f64 = 1e-10

/** Grow one tree of a forest, from its draw of rows to its nodes in preorder: what `growForestTrees` in `../../../trees` does step by step. */
export function growWhole(plan: usize, task: i32): void {
  enter(plan, task)
  clearNodes()
  clearOpen()
  const follows = sample()
  const root = newNode(0, follows ? rootRows : 0)
  store<i32>(root + COUNT, follows ? rootCount : 0)
  store<f64>(root + GRADIENT, follows ? rootGradient : 0)
  store<i32>(root + DEPTH, 0)
  store<i32>(root + LIST, 0)
  if (follows) {
    const facts = known()
    store<f64>(facts, <f64>minLeaf)
    store<f64>(facts, 0, 8)
    store<f64>(facts, 0, 16)
    store<f64>(facts, unit, 24)
    // as many leaves as there can be: all get split, so that the order only matters for the cache
    if (mostLeaves >= rootCount / minLeaf) growDown()
    else growBest()
  }
  shape(gradientStep)
}

function growDown(): void {
  prepare(0)
  if (isOpen(0)) stack(0)
  while (opened > 0) {
    const node = nodeAt(unstack())
    divide(node)
    const left = load<i32>(node + LEFT)
    prepare(left + 1)
    prepare(left)
    if (isOpen(left + 1)) stack(left + 1)
    if (isOpen(left)) stack(left)
  }
}

function growBest(): void {
  prepare(0)
  if (isOpen(0)) push(0)
  for (let leaves = 2; leaves <= mostLeaves && opened > 0; leaves++) {
    const node = nodeAt(popBest())
    divide(node)
    if (leaves === mostLeaves) return
    const left = load<i32>(node + LEFT)
    prepare(left)
    prepare(left + 1)
    if (isOpen(left)) push(left)
    if (isOpen(left + 1)) push(left + 1)
  }
}

@inline
function isOpen(position: i32): bool {
  return load<f64>(nodeAt(position) + GAIN) > 0
}

/** Find the node's best split among its drawn features or cuts. */
function prepare(position: i32): void {
  const node = nodeAt(position)
  const count = load<i32>(node + COUNT)
  const depth = load<i32>(node + DEPTH)
  if (count < 2 * minLeaf || depth >= DEEPEST) return
  const start = load<i32>(node + START)
  const rows = load<i32>(node + END) - start
  if (rows <= NEAR_ROWS && load<i32>(node + LIST) < 2) bringNear(node)
  const where = load<i32>(node + LIST)
  const list = listOf(node) + ((<usize>start) << 2)
  const gradient = load<f64>(node + GRADIENT)
  const alone = (gradient * gradient) / <f64>count
  const floor = alone + alone * SMALLEST_GAIN
  const facts = known()
  const best = record()
  store<f64>(facts, <f64>count, 32)
  store<f64>(facts, gradient, 40)
  store<f64>(best, floor)
  store<i32>(best, -1, 32)
  const own = drawn(scrambled(~seed), (start << 6) + depth)
  drawFeatures(own)
  const places = where < 2 ? cells : nearCells
  const values = where < 2 ? pulls : nearPulls
  if (isExtra) cutAtRandom(list, rows, places, values, own)
  else seek(list, rows, places, values)
  const feature = load<i32>(best, 32)
  if (feature < 0) return
  const leftCount = <i32>load<f64>(best, 8)
  const missing = load<i32>(best, 40)
  store<f64>(node + GAIN, load<f64>(best) - alone)
  store<f64>(node + LEFT_GRADIENT, load<f64>(best, 16))
  store<i32>(node + LEFT_COUNT, leftCount)
  store<i32>(node + FEATURE, feature)
  store<i32>(node + CUT, load<i32>(best, 36))
  // a node that saw no missing value sends one to its larger child
  store<i32>(node + MISSING_LEFT, <i32>(missing < 0 ? 2 * leftCount >= count : missing === 1))
}

@inline
function listOf(node: usize): usize {
  return lists + <usize>(load<i32>(node + LIST) & 1) * listBytes
}

/** Copy the node's cells and numbers into the order of its list, which from now on holds places in the copy. */
function bringNear(node: usize): void {
  const list = listOf(node)
  const wide = stride
  const end = load<i32>(node + END)
  for (let at = load<i32>(node + START); at < end; at++) {
    const place = list + ((<usize>at) << 2)
    const row = <usize>load<u32>(place)
    store<u32>(nearRows + ((<usize>at) << 2), <u32>row)
    store<f64>(nearPulls + ((<usize>at) << 3), load<f64>(pulls + (row << 3)))
    store<u32>(place, at)
    const from = cells + row * wide
    const to = nearCells + <usize>at * wide
    for (let byte: usize = 0; byte < wide; byte += 16) v128.store(to + byte, v128.load(from + byte))
  }
  store<i32>(node + LIST, load<i32>(node + LIST) | 2)
}

/** Part the node's rows into the other list, as `partition` in `../rows.ts` does, and add its children. */
function divide(node: usize): void {
  const start = load<i32>(node + START)
  const end = load<i32>(node + END)
  const where = load<i32>(node + LIST)
  const source = listOf(node)
  const target = lists + <usize>(1 - (where & 1)) * listBytes
  const bins = (where < 2 ? cells : nearCells) + <usize>load<i32>(node + FEATURE)
  const wide = stride
  const shift = 1 - load<i32>(node + MISSING_LEFT)
  const limit = load<i32>(node + CUT) - shift + 1
  let left = target + ((<usize>start) << 2)
  let right = target + ((<usize>(end - 1)) << 2)
  const last = source + ((<usize>end) << 2)
  for (let at = source + ((<usize>start) << 2); at < last; at += 4) {
    const row = load<u32>(at)
    const goesLeft = ((((<i32>load<u8>(bins + <usize>row * wide) - shift) & 255) - limit) >>> 31) << 2
    store<u32>(left, row)
    store<u32>(right, row)
    left += <usize>goesLeft
    right = right + <usize>goesLeft - 4
  }
  const middle = <i32>((left - target) >> 2)
  const leftCount = load<i32>(node + LEFT_COUNT)
  const leftGradient = load<f64>(node + LEFT_GRADIENT)
  store<i32>(node + LEFT, made)
  addChild(node, start, middle, leftCount, leftGradient)
  addChild(node, middle, end, load<i32>(node + COUNT) - leftCount, load<f64>(node + GRADIENT) - leftGradient)
}

function addChild(parent: usize, start: i32, end: i32, count: i32, gradient: f64): void {
  const child = newNode(start, end)
  store<i32>(child + COUNT, count)
  store<f64>(child + GRADIENT, gradient)
  store<i32>(child + DEPTH, load<i32>(parent + DEPTH) + 1)
  store<i32>(child + LIST, load<i32>(parent + LIST) ^ 1)
}
