import type { TreesEstimator } from "../../model/index.ts"

/** The trees of one ensemble behind those of another of the same outputs and link; the base is that of the first. */
export function appendTrees(first: TreesEstimator, more: TreesEstimator): TreesEstimator {
  const nodes = first.feature.length
  const right = new Int32Array(nodes + more.right.length)
  right.set(first.right)
  for (const [node, feature] of more.feature.entries())
    if (feature >= 0) right[nodes + node] = more.right[node]! + nodes
  return {
    ...first,
    roots: Int32Array.from([...first.roots, ...more.roots.map((root) => root + nodes)]),
    feature: joined(Int32Array, first.feature, more.feature),
    threshold: joined(Float32Array, first.threshold, more.threshold),
    missingLeft: joined(Uint8Array, first.missingLeft, more.missingLeft),
    right,
    value: joined(Float32Array, first.value, more.value),
    ...joinedSubsets(first, more),
  }
}

function joinedSubsets(first: TreesEstimator, more: TreesEstimator): Pick<TreesEstimator, "subset" | "members"> {
  if (first.subset === undefined && more.subset === undefined) return {}
  const members = first.members ?? new Uint8Array(0)
  const shifted = subsetsOf(more).map((start) => (start < 0 ? start : start + members.length))
  return {
    subset: joined(Int32Array, subsetsOf(first), shifted),
    members: joined(Uint8Array, members, more.members ?? new Uint8Array(0)),
  }
}

const subsetsOf = ({ subset, feature }: TreesEstimator): Int32Array => subset ?? new Int32Array(feature.length).fill(-1)

function joined<T extends Int32Array | Float32Array | Uint8Array>(
  kind: new (length: number) => T,
  first: T,
  second: T,
): T {
  const both = new kind(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}
