import { drawFeatures, nodeSeed } from "../kernels/draws.ts"
import type { PartitionJob, PrepareJob } from "../kernels/kernels.ts"
import { workCost } from "../meter.ts"
import {
  newOpenNodes,
  type OpenNodes,
  popBest,
  push,
  type Growth as TreeGrowth,
  weakestWithSlot,
} from "./open-nodes.ts"
import { findRandomCut } from "./random-cut.ts"
import { type GrowingNode, keepSplit, keepSubset, limitsOf, newtonStep, type SplitRules, scanNodeOf } from "./split.ts"
import { scanSubsets } from "./subset-scan.ts"
import { type GrownTree, shapeTree } from "./tree.ts"
import { type RootSums, slotLengthOf, type Workspace } from "./workspace.ts"

export interface TreeRules extends SplitRules {
  /** Most leaves. */
  readonly leaves: number
  /** Positions in `binned.columns` this tree may split on, ascending. */
  readonly features: Int32Array
  /** What is drawn anew for each node; nothing when absent. */
  readonly draws?: NodeDraws
  /** By leaf when absent. */
  readonly growth?: TreeGrowth
  /** Leaf values are multiplied by it. */
  readonly rate: number
  /** Largest value of a leaf before the rate; none when absent. */
  readonly largestStep?: number
}

/**
 * Grow one tree on the first rows of the first list, whose gradients are packed: always split the open leaf with the largest
 * gain, of all or level by level, until there are enough leaves or nothing is gained. Afterwards each leaf is one range of a list.
 *
 * @param root sums of the rows; without them there is nothing to follow and the tree is one leaf of value 0
 */
export function growTree(space: Workspace, rules: TreeRules, root: RootSums | undefined): GrownTree {
  const growth = newGrowth(space, rules)
  const { nodes, open } = growth
  nodes.push(rootOf(root))
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

export interface NodeDraws {
  /** 32 bits; the draws of a node follow from it and the node's place, not from the order in which nodes are grown. */
  readonly seed: number
  /** How many of all features a node looks at. */
  readonly features: number
  /** Look at one cut a feature, drawn at random, instead of at all. */
  readonly cuts: boolean
}

interface Growth {
  readonly space: Workspace
  readonly rules: TreeRules
  readonly nodes: GrowingNode[]
  readonly open: OpenNodes
  /** Slots nobody uses. */
  readonly free: number[]
  readonly limits: ReturnType<typeof limitsOf>
  readonly slotLength: number
}

function newGrowth(space: Workspace, rules: TreeRules): Growth {
  const free = Array.from({ length: space.slots }, (_, slot) => space.slots - 1 - slot)
  const slotLength = slotLengthOf(space.binned, space.lanes)
  const limits = limitsOf(space, rules)
  const open = newOpenNodes(rules.growth ?? "leaf")
  return { space, rules, nodes: [], open, free, limits, slotLength }
}

function rootOf(root: RootSums | undefined): GrowingNode {
  const { sampled, ...sums } = root ?? { sampled: 0, count: 0, gradient: 0, hessian: 0 }
  return { start: 0, end: sampled, list: 0, depth: 0, ...sums, ...unbound, ...undivided }
}

/** Split the node's range of rows and put its two children behind each other at the end of the nodes. */
function divide(growth: Growth, node: GrowingNode): void {
  const { space, nodes } = growth
  const { kernels, lists, meter } = space
  const { start, end } = node
  const [to, other] = node.list === 1 ? [2, 1] : [1, 2]
  const { left, inSpare } = kernels.partition({
    rows: lists[node.list]!.subarray(start, end),
    target: lists[to]!.subarray(start, end),
    spare: lists[other]!.subarray(start, end),
    ...partedBy(space, node),
  })
  meter.spent += (end - start) * workCost.partitionedRow
  const middle = start + left
  const both = { list: inSpare ? other : to, depth: node.depth + 1, ...undivided }
  const sums = sidesOf(node)
  const bounds = childBounds(growth, node, sums)
  node.left = nodes.length
  node.right = nodes.length + 1
  nodes.push({
    ...both,
    ...bounds.left,
    ...sums.left,
    start,
    end: middle,
  })
  nodes.push({ ...both, ...bounds.right, ...sums.right, start: middle, end })
}

/** What parts a node's rows: its feature's bins and cut, or a side for each row where a set of categories goes left. */
function partedBy(
  { binned, lists }: Workspace,
  node: GrowingNode,
): Pick<PartitionJob, "column" | "cut" | "missingLeft"> {
  const { start, end, cut, missingLeft, members } = node
  const column = binned.columns[node.feature]!
  const { sides } = binned
  if (members === undefined || sides === undefined) return { column, cut, missingLeft }
  const rows = lists[node.list]!
  for (let at = start; at < end; at++) sides[rows[at]!] = 2 - members[column[rows[at]!]!]!
  return { column: sides, cut: 1, missingLeft: 0 }
}

function sidesOf(node: GrowingNode): Sides<NodeSums> {
  const { leftCount: count, leftGradient: gradient, leftHessian: hessian } = node
  return {
    left: { count, gradient, hessian },
    right: { count: node.count - count, gradient: node.gradient - gradient, hessian: node.hessian - hessian },
  }
}

/**
 * Where answers must rise or fall with the feature, the middle of both sides' values bounds all leaves on either side, so that
 * nothing that is split off later can cross it.
 */
function childBounds({ space, rules }: Growth, node: GrowingNode, { left, right }: Sides<NodeSums>): Sides<Bounds> {
  const { lower, upper } = node
  const direction = space.binned.directions?.[node.feature] ?? 0
  if (direction === 0) return { left: { lower, upper }, right: { lower, upper } }
  const [first, second] = [left, right].map((sums) =>
    Math.max(lower, Math.min(upper, newtonStep(sums, space.scale, rules.l2))),
  ) as [number, number]
  const middle = first / 2 + second / 2
  const [below, above] = [
    { lower, upper: middle },
    { lower: middle, upper },
  ]
  return direction > 0 ? { left: below, right: above } : { left: above, right: below }
}

interface Sides<T> {
  readonly left: T
  readonly right: T
}

type NodeSums = Pick<GrowingNode, "count" | "gradient" | "hessian">
type Bounds = Pick<GrowingNode, "lower" | "upper">

function prepareRoot(growth: Growth, root: GrowingNode): void {
  const { space, rules } = growth
  if (!mayDivide(growth, root)) return
  if (rules.draws !== undefined) {
    prepareDrawn(growth, root)
    return
  }
  space.drawnFeatures.set(rules.features)
  root.slot = takeSlot(growth)
  prepare(growth, root)
  openOrRelease(growth, root)
}

function prepareChildren(growth: Growth, node: GrowingNode): void {
  const left = growth.nodes[node.left]!
  const right = growth.nodes[node.right]!
  const [smaller, larger] = left.end - left.start <= right.end - right.start ? [left, right] : [right, left]
  if (!mayDivide(growth, smaller) && !mayDivide(growth, larger)) {
    release(growth, node)
    return
  }
  if (growth.rules.draws !== undefined) {
    prepareDrawn(growth, left)
    prepareDrawn(growth, right)
    return
  }
  larger.slot = node.slot
  node.slot = -1
  smaller.slot = takeSlot(growth)
  if (larger.slot < 0) {
    prepare(growth, smaller)
    larger.slot = takeSlot(growth)
    prepare(growth, larger)
  } else prepare(growth, smaller, larger)
  openOrRelease(growth, left)
  openOrRelease(growth, right)
}

/** A node that draws its own features shares no histogram with its parent, so it needs none kept. */
function prepareDrawn(growth: Growth, node: GrowingNode): void {
  const { space, limits, rules } = growth
  const { draws } = rules
  if (draws === undefined || !mayDivide(growth, node)) return
  const seed = nodeSeed(draws.seed, node)
  const features = drawFeatures(seed, { count: rules.features.length, wanted: draws.features })
  if (draws.cuts) {
    const rows = space.lists[node.list]!.subarray(node.start, node.end)
    keepSplit(node, findRandomCut(space, { rows, features, sums: scanNodeOf(node, limits), limits }, seed), limits)
  } else {
    space.drawnFeatures.set(features)
    node.slot = 0
    prepare(growth, node)
    node.slot = -1
  }
  if (node.gain > 0) push(growth.open, node)
}

/** Build the histogram of one node, take it off from that of the other, its sibling, and find the best split of each. */
function prepare(growth: Growth, node: GrowingNode, other?: GrowingNode): void {
  const { space, limits, slotLength, rules } = growth
  const { kernels, lists, binned } = space
  const features = space.drawnFeatures.subarray(0, rules.draws?.features ?? rules.features.length)
  const job: PrepareJob = {
    features,
    rows: lists[node.list]!.subarray(node.start, node.end),
    identity: node.list === 0 && node.end === binned.rows,
    built: node.slot * slotLength,
    limits,
    ...(mayDivide(growth, node) ? { builtNode: scanNodeOf(node, limits) } : {}),
    ...(other === undefined ? {} : { other: other.slot * slotLength }),
    ...(other !== undefined && mayDivide(growth, other) ? { otherNode: scanNodeOf(other, limits) } : {}),
  }
  const found = kernels.prepare(job)
  for (const [of, best, scanned] of [
    [node, found.built, job.builtNode],
    [other, found.other, job.otherNode],
  ] as const) {
    if (of === undefined || best === undefined || scanned === undefined) continue
    keepSplit(of, best, limits)
    keepSubset(of, scanSubsets(space, { features, slot: of.slot, node: scanned }, limits), limits)
  }
  countWork(space, job)
}

/** The plan follows this count, so it must not depend on threads or on which kernels run. */
function countWork({ meter, binned, lanes }: Workspace, job: PrepareJob): void {
  const { features, rows, other, builtNode, otherNode } = job
  let bins = 0
  for (const feature of features) bins += binned.starts[feature + 1]! - binned.starts[feature]!
  const scans = (builtNode === undefined ? 0 : 1) + (otherNode === undefined ? 0 : 1)
  const update = lanes === 1 ? workCost.histogramUpdate : workCost.histogramPair
  const cleared = bins * lanes * (other === undefined ? 1 : 2) * workCost.clearedBin
  const scanned = scans * (bins * workCost.scannedBin + features.length * workCost.nodeFeature)
  meter.spent += rows.length * features.length * update + cleared + scanned + features.length * workCost.nodeFeature
}

function openOrRelease(growth: Growth, node: GrowingNode): void {
  if (node.gain > 0) push(growth.open, node)
  else release(growth, node)
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

const unbound = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY } as const

const undivided = {
  slot: -1,
  gain: 0,
  feature: -1,
  cut: 0,
  missingLeft: 0,
  members: undefined,
  leftCount: 0,
  leftGradient: 0,
  leftHessian: 0,
  left: -1,
  right: -1,
} as const

/** Deeper trees only follow single rows. */
const deepest = 64
