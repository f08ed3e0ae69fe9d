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
  const feature = Int32Array.from(nodes, (node) => trees.feature[node]!)
  const rows = new Float64Array(nodes.length)
  for (let node = nodes.length - 1; node >= 0; node--) {
    if (feature[node]! < 0) rows[node] = trees.threshold[nodes[node]!]!
    if (node > 0) rows[parent[node]!]! += rows[node]!
  }
  if (nodes.length > 1 && !(rows[0]! > 0)) return undefined
  const value = Float64Array.from(nodes, (node) => (trees.feature[node]! < 0 ? trees.value[node]! : 0))
  const part = rows.map((count, node) => (count === 0 ? 0 : count / rows[parent[node]!]!))
  const mean = nodes.length === 1 ? value[0]! : value.reduce((sum, own, node) => sum + own * rows[node]!, 0) / rows[0]!
  const threshold = Float32Array.from(nodes, (node) => trees.threshold[node]!)
  const missingLeft = Uint8Array.from(nodes, (node) => trees.missingLeft[node]!)
  const subset = trees.subset && Int32Array.from(nodes, (node) => trees.subset![node]!)
  return { nodes, parent, part, feature, threshold, missingLeft, subset, value, mean, ...pathsOf(parent, feature) }
}

function preorder({ feature, right }: TreesEstimator, root: number): { nodes: Int32Array; parent: Int32Array } {
  const nodes: number[] = []
  const parent: number[] = []
  const waiting = [{ node: root, above: 0 }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, above } = next
    const place = nodes.push(node) - 1
    parent.push(above)
    if (feature[node]! >= 0) waiting.push({ node: right[node]!, above: place }, { node: node + 1, above: place })
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
