import type { LeafRows } from "../kernels/kernels.ts"
import { walkTree } from "../kernels/script.ts"
import { workCost } from "../meter.ts"
import type { Binned } from "./bins.ts"
import { type GrowingNode, newtonStep, type SplitRules } from "./split.ts"
import type { Workspace } from "./workspace.ts"

/** A grown tree in preorder, so that the left child is always the next node. Still on bins. */
export interface GrownTree {
  /** Per node: position in `binned.columns`, -1 for a leaf. */
  readonly feature: Int32Array
  readonly cut: Uint8Array
  readonly missingLeft: Uint8Array
  /** Per node: the right child. */
  readonly right: Int32Array
  /** Per node: value of a leaf, rounded to float32 before any score sees it, so that the stored model scores the same. */
  readonly value: Float32Array
  /** Per node: range of a leaf in one of the workspace's lists. */
  readonly list: Uint8Array
  readonly start: Int32Array
  readonly end: Int32Array
  /** Node -> by bin 1 for the categories that go left, of nodes that split by a set; absent when none does. */
  readonly subsets?: ReadonlyMap<number, Uint8Array>
}

export function shapeTree(nodes: readonly GrowingNode[], space: Workspace, rules: LeafRules): GrownTree {
  const tree = emptyTree(nodes.length)
  const subsets = new Map<number, Uint8Array>()
  space.meter.spent += nodes.length * workCost.treeNode
  const waiting: { node: number; parent: number }[] = [{ node: 0, parent: -1 }]
  for (let at = 0; at < nodes.length; at++) {
    const { node: number, parent } = waiting.pop()!
    const node = nodes[number]!
    if (parent >= 0) tree.right[parent] = at
    tree.list[at] = node.list
    tree.start[at] = node.start
    tree.end[at] = node.end
    if (node.left < 0) {
      tree.value[at] = leafValue(node, space, rules)
      continue
    }
    tree.feature[at] = node.feature
    tree.cut[at] = node.cut
    tree.missingLeft[at] = node.missingLeft
    if (node.members !== undefined) subsets.set(at, node.members)
    waiting.push({ node: node.right, parent: at }, { node: node.left, parent: -1 })
  }
  return subsets.size === 0 ? tree : { ...tree, subsets }
}

interface LeafRules extends SplitRules {
  readonly rate: number
  /** Largest value of a leaf before the rate; none when absent. */
  readonly largestStep?: number
}

interface RowLists {
  readonly lists: readonly Int32Array[]
}

/** Rows of a leaf; until the next tree is grown. */
export function leafRows(tree: GrownTree, node: number, { lists }: RowLists): Int32Array {
  return lists[tree.list[node]!]!.subarray(tree.start[node]!, tree.end[node]!)
}

/** Add each leaf's value to the scores of its rows. */
export function addLeaves(tree: GrownTree, space: Workspace, scores: Float64Array): void {
  const leaves: LeafRows[] = []
  for (let node = 0; node < tree.feature.length; node++) {
    if (tree.feature[node]! < 0) leaves.push({ rows: leafRows(tree, node, space), value: tree.value[node]! })
  }
  space.kernels.addLeaves(leaves, scores)
}

/** Add the tree's answer to the scores of rows it was not grown on. */
export function addWalked(tree: GrownTree, { space, rows }: WalkedRows, scores: Float64Array): void {
  if (tree.subsets === undefined) space.kernels.walk(tree, rows, scores)
  else walkTree({ tree, columns: space.binned.columns }, rows, scores)
  space.meter.spent += rows.length * workCost.walkedRow
}

export interface WalkedRows {
  readonly space: Workspace
  /** A view of the workspace's memory, as `scores` is. */
  readonly rows: Int32Array
}

/** Float32 threshold of a split; a cut behind the last bin parts what is there from what is missing. */
export function thresholdOf(binned: Binned, feature: number, cut: number): number {
  const edges = binned.edges[feature]!
  return cut - 1 < edges.length ? edges[cut - 1]! : Number.POSITIVE_INFINITY
}

function emptyTree(nodes: number): GrownTree {
  return {
    feature: new Int32Array(nodes).fill(-1),
    cut: new Uint8Array(nodes),
    missingLeft: new Uint8Array(nodes),
    right: new Int32Array(nodes),
    value: new Float32Array(nodes),
    list: new Uint8Array(nodes),
    start: new Int32Array(nodes),
    end: new Int32Array(nodes),
  }
}

function leafValue(node: GrowingNode, { scale }: Workspace, { l2, rate, largestStep }: LeafRules): number {
  const step = Math.max(node.lower, Math.min(node.upper, newtonStep(node, scale, l2)))
  if (largestStep === undefined) return Math.fround(step * rate)
  return Math.fround(Math.max(-largestStep, Math.min(largestStep, step)) * rate)
}
