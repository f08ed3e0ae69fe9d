import type { Random } from "../../base/index.ts"
import { workCost } from "../meter.ts"
import { buildHistogram, subtractHistogram } from "./histogram.ts"
import { newOpenNodes, type OpenNodes, popBest, push, weakestWithSlot } from "./open-nodes.ts"
import { findSplit, type GrowingNode, type SplitRules } from "./split.ts"
import { type GrownTree, shapeTree } from "./tree.ts"
import type { Workspace } from "./workspace.ts"

export interface TreeRules extends SplitRules {
  /** Most leaves. */
  readonly leaves: number
  /** Positions in `binned.columns` this tree may split on. */
  readonly features: Int32Array
  /** How many of them are drawn anew for each node; all of them when absent. */
  readonly featuresPerNode?: number
  /** Leaf values are multiplied by it. */
  readonly rate: number
}

/**
 * Grow one tree on the first `sampled` rows of `space.index`, whose gradients are packed: always split the open leaf with the
 * largest gain, until there are enough leaves or nothing is gained. Afterwards each leaf is one range of `space.index`.
 */
export function growTree(space: Workspace, rules: TreeRules, { sampled, random }: GrowFrom): GrownTree {
  const growth = newGrowth(space, rules, random)
  const { nodes, open } = growth
  nodes.push(rootOf(space, sampled))
  prepareRoot(growth, nodes[0]!)
  let leaves = 1
  while (leaves < rules.leaves) {
    const node = popBest(open)
    if (node === undefined) break
    leaves += 1
    divide(growth, node)
    if (leaves < rules.leaves) prepareChildren(growth, node)
  }
  return shapeTree(nodes, space, rules)
}

export interface GrowFrom {
  readonly sampled: number
  /** Draws the features of each node. */
  readonly random: Random
}

interface Growth {
  readonly space: Workspace
  readonly rules: TreeRules
  readonly random: Random
  readonly nodes: GrowingNode[]
  readonly open: OpenNodes
  /** Slots nobody uses. */
  readonly free: number[]
  /** Features in a changing order, for draws per node. */
  readonly shuffled: Int32Array
}

function newGrowth(space: Workspace, rules: TreeRules, random: Random): Growth {
  const free = Array.from({ length: space.slots }, (_, slot) => space.slots - 1 - slot)
  return { space, rules, random, nodes: [], open: newOpenNodes(), free, shuffled: Int32Array.from(rules.features) }
}

function rootOf(space: Workspace, sampled: number): GrowingNode {
  const { index, packed, hessian, scale, lanes } = space
  let count = 0
  let gradient = 0
  let hessians = 0
  for (let at = 0; at < sampled; at++) {
    const sum = packed[index[at]!]!
    const rows = Math.floor(sum / scale.unit + 0.5)
    count += rows
    gradient += sum - rows * scale.unit
    if (lanes === 2) hessians += hessian[index[at]!]!
  }
  const sums = { count, gradient, hessian: lanes === 2 ? hessians : count }
  return { start: 0, end: sampled, depth: 0, ...sums, ...undivided }
}

/** Split the node's range of rows and put its two children behind each other at the end of the nodes. */
function divide({ space, nodes }: Growth, node: GrowingNode): void {
  const middle = partition(space, node)
  const depth = node.depth + 1
  node.left = nodes.length
  node.right = nodes.length + 1
  nodes.push({
    start: node.start,
    end: middle,
    depth,
    count: node.leftCount,
    gradient: node.leftGradient,
    hessian: node.leftHessian,
    ...undivided,
  })
  nodes.push({
    start: middle,
    end: node.end,
    depth,
    count: node.count - node.leftCount,
    gradient: node.gradient - node.leftGradient,
    hessian: node.hessian - node.leftHessian,
    ...undivided,
  })
}

/**
 * Stable and without a branch on the data: each row is written at both cursors and the comparison moves one of them. Shifting
 * bins by one turns missing (0) into 255, which puts it behind every cut.
 *
 * @returns where the right-hand rows begin
 */
function partition(space: Workspace, node: GrowingNode): number {
  const { index, scratch, binned, meter } = space
  const column = binned.columns[node.feature]!
  const shift = 1 - node.missingLeft
  const limit = node.cut - shift + 1
  const { start, end } = node
  let left = start
  let right = 0
  for (let at = start; at < end; at++) {
    const row = index[at]!
    const goesLeft = (((column[row]! - shift) & 255) - limit) >>> 31
    index[left] = row
    scratch[right] = row
    left += goesLeft
    right += 1 - goesLeft
  }
  index.set(scratch.subarray(0, right), left)
  meter.spent += (end - start) * workCost.partitionedRow
  return left
}

function prepareRoot(growth: Growth, root: GrowingNode): void {
  if (!mayDivide(growth, root)) return
  if (drawsPerNode(growth)) {
    prepareDrawn(growth, root)
    return
  }
  buildOwn(growth, root)
  searchAndOpen(growth, root)
}

function prepareChildren(growth: Growth, node: GrowingNode): void {
  const left = growth.nodes[node.left]!
  const right = growth.nodes[node.right]!
  const [smaller, larger] = left.end - left.start <= right.end - right.start ? [left, right] : [right, left]
  if (!mayDivide(growth, smaller) && !mayDivide(growth, larger)) {
    release(growth, node)
    return
  }
  if (drawsPerNode(growth)) {
    prepareDrawn(growth, left)
    prepareDrawn(growth, right)
    return
  }
  larger.slot = node.slot
  node.slot = -1
  buildOwn(growth, smaller)
  if (larger.slot < 0) buildOwn(growth, larger)
  else subtractHistogram(growth.space, { slot: larger.slot, features: growth.rules.features }, smaller.slot)
  searchAndOpen(growth, left)
  searchAndOpen(growth, right)
}

function buildOwn(growth: Growth, node: GrowingNode): void {
  node.slot = takeSlot(growth)
  buildHistogram(growth.space, { slot: node.slot, features: growth.rules.features }, node)
}

function searchAndOpen(growth: Growth, node: GrowingNode): void {
  if (mayDivide(growth, node)) findSplit(growth.space, node, { rules: growth.rules, features: growth.rules.features })
  if (node.gain > 0) push(growth.open, node)
  else release(growth, node)
}

/** A node that draws its own features shares no histogram with its parent, so it needs none kept. */
function prepareDrawn(growth: Growth, node: GrowingNode): void {
  if (!mayDivide(growth, node)) return
  const features = drawFeatures(growth)
  node.slot = 0
  buildHistogram(growth.space, { slot: 0, features }, node)
  findSplit(growth.space, node, { rules: growth.rules, features })
  node.slot = -1
  if (node.gain > 0) push(growth.open, node)
}

function drawFeatures({ shuffled, rules, random }: Growth): Int32Array {
  const wanted = rules.featuresPerNode!
  for (let position = 0; position < wanted; position++) {
    const other = position + random.integer(shuffled.length - position)
    const kept = shuffled[position]!
    shuffled[position] = shuffled[other]!
    shuffled[other] = kept
  }
  return shuffled.slice(0, wanted).sort()
}

function drawsPerNode({ rules }: Growth): boolean {
  return rules.featuresPerNode !== undefined && rules.featuresPerNode < rules.features.length
}

function mayDivide({ rules }: Growth, node: GrowingNode): boolean {
  return node.count >= 2 * rules.minLeaf && node.depth < deepest
}

function release({ free }: Growth, node: GrowingNode): void {
  if (node.slot >= 0) free.push(node.slot)
  node.slot = -1
}

/** A free slot, or that of the least promising open leaf, whose children then build both histograms. */
function takeSlot({ free, open }: Growth): number {
  const slot = free.pop()
  if (slot !== undefined) return slot
  const weakest = weakestWithSlot(open)!
  const taken = weakest.slot
  weakest.slot = -1
  return taken
}

const undivided = {
  slot: -1,
  gain: 0,
  feature: -1,
  cut: 0,
  missingLeft: 0,
  leftCount: 0,
  leftGradient: 0,
  leftHessian: 0,
  left: -1,
  right: -1,
} as const

/** Deeper trees only follow single rows. */
const deepest = 64
