import type { TreesEstimator } from "../../model/index.ts"
import type { Binned } from "./bins.ts"
import { type GrownTree, thresholdOf } from "./tree.ts"

/** How the collected trees become answers. */
export type TreesFrame = Pick<TreesEstimator, "combine" | "link" | "outputs" | "base">

/** Trees on bins -> one estimator on float32 thresholds, node arrays joined. */
export function collectTrees(trees: readonly GrownTree[], binned: Binned, frame: TreesFrame): TreesEstimator {
  const roots = new Int32Array(trees.length)
  let nodes = 0
  for (const [tree, { feature }] of trees.entries()) {
    roots[tree] = nodes
    nodes += feature.length
  }
  const joined = {
    feature: new Int32Array(nodes).fill(-1),
    threshold: new Float32Array(nodes),
    missingLeft: new Uint8Array(nodes),
    right: new Int32Array(nodes),
    value: new Float32Array(nodes),
  }
  for (const [tree, grown] of trees.entries()) {
    const root = roots[tree]!
    joined.missingLeft.set(grown.missingLeft, root)
    joined.value.set(grown.value, root)
    for (let node = 0; node < grown.feature.length; node++) {
      const split = grown.feature[node]!
      if (split < 0) {
        joined.threshold[root + node] = grown.end[node]! - grown.start[node]!
        continue
      }
      joined.feature[root + node] = binned.features[split]!
      const isSet = grown.subsets?.has(node) === true
      joined.threshold[root + node] = isSet ? 0 : thresholdOf(binned, split, grown.cut[node]!)
      joined.right[root + node] = root + grown.right[node]!
    }
  }
  return { kind: "trees", ...frame, roots, ...joined, ...collectSubsets(trees, roots, nodes) }
}

/** Sets of bins as sets of codes, a bit each. */
function collectSubsets(
  trees: readonly GrownTree[],
  roots: Int32Array,
  nodes: number,
): Pick<TreesEstimator, "subset" | "members"> {
  const all = trees.flatMap(({ subsets }, tree) =>
    [...(subsets ?? [])].map(([node, bins]) => ({ node: roots[tree]! + node, bins })),
  )
  if (all.length === 0) return {}
  const subset = new Int32Array(nodes).fill(-1)
  const members = new Uint8Array(subsetBytes * all.length)
  for (const [place, { node, bins }] of all.entries()) {
    subset[node] = subsetBytes * place
    for (let code = 0; code < 255; code++) {
      if (bins[code + 1] === 1) members[subsetBytes * place + (code >> 3)]! |= 1 << (code & 7)
    }
  }
  return { subset, members }
}

/** As `TreesEstimator.members` wants them. */
const subsetBytes = 32
