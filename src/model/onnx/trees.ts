import type { TreesEstimator } from "../estimator.ts"
import { subsetOf } from "../subsets.ts"
import type { FeatureValues } from "./features.ts"
import { cast, type Graph, type Value } from "./graph.ts"

/**
 * A tree ensemble as one TreeEnsembleRegressor. Rows and thresholds are float32 numbers held as doubles: comparisons come out as in
 * training, and runtimes add the leaves in double precision and round the sum once, to float32.
 *
 * @returns `sum` is rows x outputs, double; without it no row makes a difference and the answer is `base`
 */
export function treesValue(
  graph: Graph,
  trees: TreesEstimator,
  features: FeatureValues | undefined,
): { readonly base: Float64Array; readonly sum?: Value } {
  const { outputs, roots } = trees
  // A mean is a sum of leaves divided by their number.
  const share = trees.combine === "mean" ? Math.max(1, roots.length / outputs) : 1
  const base = trees.base.slice()
  const lists = newLists()
  for (const [tree, root] of roots.entries()) {
    const output = tree % outputs
    // Runtimes differ about trees that are one leaf.
    if (trees.feature[root] === -1) base[output]! += trees.value[root]! / share
    else if (features !== undefined) addTree({ trees, features, share }, { root, tree, output }, lists)
  }
  if (features === undefined || lists.nodes.treeids.length === 0) return { base }
  const sum = graph.apply("TreeEnsembleRegressor", [features.matrix], {
    n_targets: outputs,
    aggregate_function: "SUM",
    post_transform: "NONE",
    base_values_as_tensor: doubles(base),
    ...attributesOf(lists),
  })
  return { base, sum: cast(graph, sum, "double") }
}

interface Lists {
  readonly nodes: Record<"treeids" | "nodeids" | "featureids" | "truenodeids" | "falsenodeids" | "missing", number[]>
  readonly modes: string[]
  readonly thresholds: number[]
  readonly leaves: Record<"treeids" | "nodeids" | "ids", number[]>
  readonly weights: number[]
}

function newLists(): Lists {
  return {
    nodes: { treeids: [], nodeids: [], featureids: [], truenodeids: [], falsenodeids: [], missing: [] },
    modes: [],
    thresholds: [],
    leaves: { treeids: [], nodeids: [], ids: [] },
    weights: [],
  }
}

function addTree(
  {
    trees,
    features,
    share,
  }: { readonly trees: TreesEstimator; readonly features: FeatureValues; readonly share: number },
  { root, tree, output }: { readonly root: number; readonly tree: number; readonly output: number },
  { nodes, modes, thresholds, leaves, weights }: Lists,
): void {
  /** Nodes of chains, which lie behind the tree's own. */
  let spare = treeEnd(trees, root)
  // A tree's nodes lie together from its root on: it ends where no node before is left that points further.
  for (let node = root, last = root; node <= last; node++) {
    const feature = trees.feature[node]!
    const isLeaf = feature === -1
    const codes = subsetOf(trees, node)
    if (codes !== undefined) {
      spare = addChain({ trees, features, node, codes }, { root, tree, spare }, { nodes, modes, thresholds })
      last = Math.max(last, trees.right[node]!)
      continue
    }
    nodes.treeids.push(tree)
    nodes.nodeids.push(node - root)
    nodes.featureids.push(isLeaf ? 0 : features.columnOf.get(feature)!)
    nodes.truenodeids.push(isLeaf ? 0 : node + 1 - root)
    nodes.falsenodeids.push(isLeaf ? 0 : trees.right[node]! - root)
    nodes.missing.push(isLeaf ? 0 : trees.missingLeft[node]!)
    modes.push(isLeaf ? "LEAF" : "BRANCH_LEQ")
    thresholds.push(isLeaf ? 0 : trees.threshold[node]!)
    if (isLeaf) {
      leaves.treeids.push(tree)
      leaves.nodeids.push(node - root)
      leaves.ids.push(output)
      weights.push(trees.value[node]! / share)
    } else last = Math.max(last, trees.right[node]!)
  }
}

/**
 * A set of codes as a chain of questions "is it this one", all of whose yes lead to the left child and whose last no leads to the
 * right one.
 */
function addChain(
  of: {
    readonly trees: TreesEstimator
    readonly features: FeatureValues
    readonly node: number
    readonly codes: readonly number[]
  },
  { root, tree, spare }: { readonly root: number; readonly tree: number; readonly spare: number },
  { nodes, modes, thresholds }: Pick<Lists, "nodes" | "modes" | "thresholds">,
): number {
  const { trees, features, node, codes } = of
  let next = spare
  for (const [place, code] of codes.entries()) {
    const isLast = place === codes.length - 1
    nodes.treeids.push(tree)
    nodes.nodeids.push(place === 0 ? node - root : next - 1)
    nodes.featureids.push(features.columnOf.get(trees.feature[node]!)!)
    nodes.truenodeids.push(node + 1 - root)
    nodes.falsenodeids.push(isLast ? trees.right[node]! - root : next)
    nodes.missing.push(trees.missingLeft[node]!)
    modes.push("BRANCH_EQ")
    thresholds.push(code)
    if (!isLast) next += 1
  }
  return next
}

/** Nodes of a tree. */
function treeEnd({ feature, right }: TreesEstimator, root: number): number {
  let last = root
  for (let node = root; node <= last; node++) if (feature[node]! !== -1) last = Math.max(last, right[node]!)
  return last + 1 - root
}

function attributesOf({ nodes, modes, thresholds, leaves, weights }: Lists) {
  const integers = (values: readonly number[]): Int32Array => Int32Array.from(values)
  return {
    nodes_treeids: integers(nodes.treeids),
    nodes_nodeids: integers(nodes.nodeids),
    nodes_featureids: integers(nodes.featureids),
    nodes_truenodeids: integers(nodes.truenodeids),
    nodes_falsenodeids: integers(nodes.falsenodeids),
    nodes_missing_value_tracks_true: integers(nodes.missing),
    nodes_modes: modes,
    nodes_values_as_tensor: doubles(thresholds),
    target_treeids: integers(leaves.treeids),
    target_nodeids: integers(leaves.nodeids),
    target_ids: integers(leaves.ids),
    target_weights_as_tensor: doubles(weights),
  }
}

function doubles(values: ArrayLike<number>) {
  return { type: "double", dims: [values.length], data: values } as const
}
