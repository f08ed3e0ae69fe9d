import { drawn, scrambled } from "../draws"
import { search } from "./bench"
import { drawFeatures } from "./draw-features"
import { enter, ground, plot } from "./ground"
import { clearNodes, made, newNode, Node, nodeAt } from "./nodes"
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
  root.count = follows ? rootCount : 0
  root.gradient = follows ? rootGradient : 0
  root.depth = 0
  root.list = 0
  if (follows) {
    const facts = search()
    facts.minLeaf = <f64>ground.minLeaf
    facts.minHessian = 0
    facts.shrink = 0
    facts.unit = unit
    // as many leaves as there can be: all get split, so that the order only matters for the cache
    if (ground.leaves >= rootCount / ground.minLeaf) growDown()
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
    const left = node.left
    prepare(left + 1)
    prepare(left)
    if (isOpen(left + 1)) stack(left + 1)
    if (isOpen(left)) stack(left)
  }
}

function growBest(): void {
  prepare(0)
  if (isOpen(0)) push(0)
  for (let leaves = 2; leaves <= ground.leaves && opened > 0; leaves++) {
    const node = nodeAt(popBest())
    divide(node)
    if (leaves === ground.leaves) return
    const left = node.left
    prepare(left)
    prepare(left + 1)
    if (isOpen(left)) push(left)
    if (isOpen(left + 1)) push(left + 1)
  }
}

@inline
function isOpen(position: i32): bool {
  return nodeAt(position).gain > 0
}

/** Find the node's best split among its drawn features or cuts. */
function prepare(position: i32): void {
  const node = nodeAt(position)
  const count = node.count
  if (count < 2 * ground.minLeaf || node.depth >= DEEPEST) return
  const rows = node.end - node.start
  if (rows <= NEAR_ROWS && node.list < 2) bringNear(node)
  const alone = (node.gradient * node.gradient) / <f64>count
  const best = search()
  best.count = <f64>count
  best.gradient = node.gradient
  best.score = alone + alone * SMALLEST_GAIN
  best.feature = -1
  const seed = drawn(scrambled(~plot.seed), (node.start << 6) + node.depth)
  drawFeatures(seed)
  const list = listOf(node) + ((<usize>node.start) << 2)
  const cells = cellsOf(node)
  const pulls = node.list < 2 ? plot.pulls : plot.nearPulls
  if (ground.isExtra) cutAtRandom(list, rows, cells, pulls, seed)
  else seek(list, rows, cells, pulls)
  if (best.feature < 0) return
  node.gain = best.score - alone
  node.leftCount = <i32>best.leftCount
  node.leftGradient = best.leftGradient
  node.feature = best.feature
  node.cut = best.cut
  // a node that saw no missing value sends one to its larger child
  node.missingLeft = <i32>(best.missing < 0 ? 2 * node.leftCount >= count : best.missing === 1)
}

@inline
function listOf(node: Node): usize {
  return plot.lists + <usize>(node.list & 1) * plot.listBytes
}

@inline
function cellsOf(node: Node): usize {
  return node.list < 2 ? ground.cells : plot.nearCells
}

/** Copy the node's cells and numbers into the order of its list, which from now on holds places in the copy. */
function bringNear(node: Node): void {
  const list = listOf(node)
  const stride = ground.stride
  const end = node.end
  const source = ground.cells
  const target = plot.nearCells
  const nearRows = plot.nearRows
  const nearPulls = plot.nearPulls
  const pulls = plot.pulls
  for (let at = node.start; at < end; at++) {
    const place = list + ((<usize>at) << 2)
    const row = <usize>load<u32>(place)
    store<u32>(nearRows + ((<usize>at) << 2), <u32>row)
    store<f64>(nearPulls + ((<usize>at) << 3), load<f64>(pulls + (row << 3)))
    store<u32>(place, at)
    const from = source + row * stride
    const to = target + <usize>at * stride
    for (let byte: usize = 0; byte < stride; byte += 16) v128.store(to + byte, v128.load(from + byte))
  }
  node.list |= 2
}

/** Part the node's rows into the other list, as `partition` in `../rows.ts` does, and add its children. */
function divide(node: Node): void {
  const start = node.start
  const end = node.end
  const source = listOf(node)
  const target = plot.lists + <usize>(1 - (node.list & 1)) * plot.listBytes
  const bins = cellsOf(node) + <usize>node.feature
  const stride = ground.stride
  const shift = 1 - node.missingLeft
  const limit = node.cut - shift + 1
  let left = target + ((<usize>start) << 2)
  let right = target + ((<usize>(end - 1)) << 2)
  const last = source + ((<usize>end) << 2)
  for (let at = source + ((<usize>start) << 2); at < last; at += 4) {
    const row = load<u32>(at)
    const goesLeft = ((((<i32>load<u8>(bins + <usize>row * stride) - shift) & 255) - limit) >>> 31) << 2
    store<u32>(left, row)
    store<u32>(right, row)
    left += <usize>goesLeft
    right = right + <usize>goesLeft - 4
  }
  const middle = <i32>((left - target) >> 2)
  node.left = made
  addChild(node, newNode(start, middle), node.leftCount, node.leftGradient)
  addChild(node, newNode(middle, end), node.count - node.leftCount, node.gradient - node.leftGradient)
}

function addChild(parent: Node, child: Node, count: i32, gradient: f64): void {
  child.count = count
  child.gradient = gradient
  child.depth = parent.depth + 1
  child.list = parent.list ^ 1
}
