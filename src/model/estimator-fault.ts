import { calibrationFault } from "./calibration-fault.ts"
import type { Estimator, LinearEstimator, NeighboursEstimator, TreesEstimator } from "./estimator.ts"
import { outputsOf } from "./run-estimator.ts"
import { SUBSET_BYTES } from "./subsets.ts"

/**
 * What would make an estimator fail or never end: an index that points nowhere, a child that is not behind its parent, lengths that do
 * not fit, numbers that are not finite.
 *
 * @param features number of features of the encoder
 * @returns in words; undefined when it is sound
 */
export function estimatorFault(
  estimator: Estimator,
  limits: { readonly features: number; readonly outputs: number },
): string | undefined {
  switch (estimator.kind) {
    case "constant":
      return (
        outputsFault(estimator, limits) ??
        (estimator.values.every(Number.isFinite) ? undefined : "a value is not finite")
      )
    case "linear":
      return outputsFault(estimator, limits) ?? linearFault(estimator, limits.features)
    case "trees":
      return (
        treesLengthFault(estimator, limits.outputs) ?? nodesFault(estimator, limits.features) ?? waysFault(estimator)
      )
    case "neighbours":
      return outputsFault(estimator, limits) ?? neighboursFault(estimator, limits.features)
    case "transformed":
      return Number.isFinite(estimator.scale) ? estimatorFault(estimator.inner, limits) : "a scale is not finite"
    case "calibrated":
      return estimatorFault(estimator.inner, limits) ?? calibrationFault(estimator.map, limits.outputs)
    case "blend": {
      const { members, weights } = estimator
      if (members.length === 0 || members.length !== weights.length) return "a blend needs one weight a member"
      if (!weights.every(Number.isFinite)) return "the weight of a member is not finite"
      return members.map((member) => estimatorFault(member, limits)).find((fault) => fault !== undefined)
    }
  }
}

function outputsFault(estimator: Estimator, { outputs }: { readonly outputs: number }): string | undefined {
  const own = outputsOf(estimator)
  return own === outputs ? undefined : `it gives ${own} outputs and the task wants ${outputs}`
}

function linearFault({ features, weights, intercepts, means }: LinearEstimator, count: number): string | undefined {
  if (means !== undefined && !(means.length === features.length && means.every(Number.isFinite)))
    return "it needs one mean a feature"
  if (weights.length !== features.length * intercepts.length) return "it needs one weight a feature and output"
  if (!features.every((feature) => feature >= 0 && feature < count)) return `a feature is not one of ${count}`
  return weights.every(Number.isFinite) && intercepts.every(Number.isFinite) ? undefined : "a weight is not finite"
}

function neighboursFault(
  { features, points, targets, outputs }: NeighboursEstimator,
  count: number,
): string | undefined {
  if (!features.every((feature) => feature >= 0 && feature < count)) return `a feature is not one of ${count}`
  if (targets.length === 0 || points.length !== features.length * targets.length) return "it needs one target a point"
  const sound =
    outputs === 1 ? Number.isFinite : (label: number) => Number.isInteger(label) && label >= 0 && label < outputs
  if (!targets.every(sound)) return `a target is not ${outputs === 1 ? "finite" : `one of ${outputs} classes`}`
  return points.every(Number.isFinite) ? undefined : "a point is not finite"
}

function treesLengthFault(trees: TreesEstimator, outputs: number): string | undefined {
  const nodes = trees.feature.length
  const fits = [trees.threshold, trees.missingLeft, trees.right, trees.value].every((array) => array.length === nodes)
  if (!fits || (trees.subset !== undefined && trees.subset.length !== nodes))
    return "the lists of its nodes differ in length"
  if (trees.outputs !== outputs || trees.base.length !== outputs) return `it must give ${outputs} outputs`
  if (trees.roots.length % outputs !== 0) return `it must have the same number of trees for each of ${outputs} outputs`
  if (!trees.base.every(Number.isFinite)) return "a base value is not finite"
  const rooted = trees.roots.every((root) => root >= 0 && root < nodes)
  return rooted ? undefined : `the root of a tree is not one of ${nodes} nodes`
}

function nodesFault(trees: TreesEstimator, features: number): string | undefined {
  const nodes = trees.feature.length
  for (let node = 0; node < nodes; node++) {
    const feature = trees.feature[node]!
    if (feature === -1) {
      if (!Number.isFinite(trees.value[node]!)) return `leaf ${node} is not finite`
      const rows = trees.threshold[node]!
      if (!(rows >= 0 && rows < Number.POSITIVE_INFINITY)) return `leaf ${node} was reached by ${rows} rows`
      continue
    }
    if (feature < 0 || feature >= features) return `node ${node} reads feature ${feature} of ${features}`
    const right = trees.right[node]!
    // Both children lie behind their parent, so every walk ends.
    if (right <= node + 1 || right >= nodes)
      return `the right child of node ${node} is ${right}, not behind the left one`
    if (trees.missingLeft[node]! > 1) return `node ${node} sends missing values neither right (0) nor left (1)`
    const subset = trees.subset?.[node] ?? -1
    if (subset >= 0 && (subset % SUBSET_BYTES !== 0 || subset + SUBSET_BYTES > (trees.members?.length ?? 0)))
      return `the set of node ${node} is not there`
    if (Number.isNaN(trees.threshold[node]!)) return `the threshold of node ${node} is not a number`
  }
  return undefined
}

/** Nodes with one way to each: what is shared below would be walked once a way, which may be more often than anybody can wait. */
function waysFault({ roots, feature, right }: TreesEstimator): string | undefined {
  const reached = new Uint8Array(feature.length)
  let twice: number | undefined
  const reach = (node: number): void => {
    if (reached[node] === 1) twice ??= node
    reached[node] = 1
  }
  for (const root of roots) reach(root)
  for (let node = 0; node < feature.length; node++) {
    if (feature[node]! < 0) continue
    reach(node + 1)
    reach(right[node]!)
  }
  return twice === undefined ? undefined : `two ways lead to node ${twice}`
}
