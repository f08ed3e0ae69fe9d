import type { TreesEstimator } from "../estimator.ts"

/** A tree as its nodes in preorder, the root first, with what explaining needs to know of the way to each. */
export interface TreeLayout {
  /** Where each stands in the estimator. */
  readonly nodes: Int32Array
  readonly parent: Int32Array
  /** The last node of the path, but this one, that a split by the same feature led to; the root when there is none. */
  readonly before: Int32Array
  /** Share of the parent's training rows that came here. */
  readonly part: Float64Array
  /** That the node splits by; -1 for a leaf. */
  readonly feature: Int32Array
  readonly threshold: Float32Array
  readonly missingLeft: Uint8Array
  /** -1, or where a set of codes starts. */
  readonly subset: Int32Array | undefined
  /** Of leaves. */
  readonly value: Float64Array
  /** Most features that one path splits by. */
  readonly features: number
  /** What the tree answers on average over its training rows. */
  readonly mean: number
}

/** @returns undefined when the tree did not count the rows of its leaves */
export function layOut(trees: TreesEstimator, root: number): TreeLayout | undefined {
  const { nodes, parent } = preorder(trees, root)
  const own = ownOf(trees, nodes)
  const { feature, threshold, value } = own
  const rows = new Float64Array(nodes.length)
  const part = new Float64Array(nodes.length)
  let sum = 0
  for (let node = nodes.length - 1; node >= 0; node--) {
    if (feature[node]! < 0) {
      rows[node] = threshold[node]!
      sum += value[node]! * threshold[node]!
    }
    if (node > 0) rows[parent[node]!]! += rows[node]!
  }
  if (nodes.length > 1 && !(rows[0]! > 0)) return undefined
  for (let node = 0; node < nodes.length; node++) part[node] = rows[node] === 0 ? 0 : rows[node]! / rows[parent[node]!]!
  const mean = nodes.length === 1 ? value[0]! : sum / rows[0]!
  return { nodes, parent, part, ...own, mean, ...pathsOf(parent, feature) }
}

/** What the nodes hold themselves. */
function ownOf(
  trees: TreesEstimator,
  nodes: Int32Array,
): Pick<TreeLayout, "feature" | "threshold" | "missingLeft" | "subset" | "value"> {
  const count = nodes.length
  const feature = new Int32Array(count)
  const threshold = new Float32Array(count)
  const missingLeft = new Uint8Array(count)
  const value = new Float64Array(count)
  const subset = trees.subset && new Int32Array(count)
  for (let place = 0; place < count; place++) {
    const node = nodes[place]!
    feature[place] = trees.feature[node]!
    threshold[place] = trees.threshold[node]!
    missingLeft[place] = trees.missingLeft[node]!
    value[place] = feature[place]! < 0 ? trees.value[node]! : 0
    if (subset !== undefined) subset[place] = trees.subset![node]!
  }
  return { feature, threshold, missingLeft, subset, value }
}

function preorder({ feature, right }: TreesEstimator, root: number): { nodes: Int32Array; parent: Int32Array } {
  const nodes: number[] = []
  const parent: number[] = []
  const waiting = [root]
  const above = [0]
  while (waiting.length > 0) {
    const node = waiting.pop()!
    const place = nodes.length
    nodes.push(node)
    parent.push(above.pop()!)
    if (feature[node]! < 0) continue
    waiting.push(right[node]!, node + 1)
    above.push(place, place)
  }
  return { nodes: Int32Array.from(nodes), parent: Int32Array.from(parent) }
}

function pathsOf(parent: Int32Array, feature: Int32Array): { before: Int32Array; features: number } {
  const before = new Int32Array(parent.length)
  const known = new Int32Array(parent.length)
  let features = 0
  for (let node = 1; node < parent.length; node++) {
    const split = feature[parent[node]!]!
    let above = parent[node]!
    while (above > 0 && feature[parent[above]!] !== split) above = parent[above]!
    before[node] = above
    known[node] = known[parent[node]!]! + (above === 0 ? 1 : 0)
    features = Math.max(features, known[node]!)
  }
  return { before, features }
}
