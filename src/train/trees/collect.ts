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
      joined.threshold[root + node] = thresholdOf(binned, split, grown.cut[node]!)
      joined.right[root + node] = root + grown.right[node]!
    }
  }
  return { kind: "trees", ...frame, roots, ...joined }
}
