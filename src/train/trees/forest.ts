import type { Random } from "../../base/index.ts"
import { workCost } from "../meter.ts"
import { growTree, type TreeRules } from "./grow.ts"
import { addWalked, type GrownTree, leafRows } from "./tree.ts"
import { packGradients, type Workspace } from "./workspace.ts"

export interface ForestParams {
  readonly leaves: number
  readonly minLeaf: number
  /** Share of the features drawn for each node. */
  readonly featureShare: number
  /** Cuts drawn at random and every row in every tree: extremely randomised trees. */
  readonly extra?: boolean
}

/** A forest in the making. */
export interface Forest {
  readonly space: Workspace
  readonly params: ForestParams
  /** rows of the workspace long; numbers or class indices */
  readonly target: Float64Array
  /** rows of the workspace long; how much each counts, the same when absent; wants two lanes */
  readonly weights?: Float64Array
  /** 0 for numbers (also 0 and 1), the number of classes otherwise */
  readonly classes: number
  readonly train: Int32Array
  /** Centre of the numbers, taken off so that leaves keep their digits in float32; 0 with classes. */
  readonly centre: number
  readonly random: Random
  /** By row of the workspace: how often it is in the present bootstrap. */
  readonly repeats: Uint8Array
}

export function newForest(space: Workspace, params: ForestParams, start: ForestStart): Forest {
  const { target, train, classes } = start
  let sum = 0
  for (const row of train) sum += target[row]!
  const centre = classes > 0 ? 0 : Math.fround(sum / train.length)
  return { space, params, ...start, centre, repeats: space.kernels.memory.bytes(target.length) }
}

type ForestStart = Pick<Forest, "target" | "weights" | "classes" | "train" | "random">

/**
 * Grow one tree of the forest on a bootstrap of its rows, or on all of them where its cuts are drawn at random.
 *
 * With many classes the splits follow one number per class drawn anew for each tree (a random projection of the classes: Joly,
 * Geurts and Wehenkel 2014), and the leaves then hold the shares of all classes: as many trees of one shape as there are
 * classes, so that their means sum to one.
 *
 * @returns one tree per output
 */
export function growForestTree(forest: Forest): GrownTree[] {
  const { space, params, random, classes } = forest
  const features = Int32Array.from({ length: space.binned.columns.length }, (_, feature) => feature)
  const featuresPerNode = Math.max(1, Math.ceil(features.length * params.featureShare))
  const { leaves, minLeaf, extra: randomCuts = false } = params
  const rules: TreeRules = { leaves, minLeaf, features, featuresPerNode, randomCuts, l2: 0, minHessian: 0, rate: 1 }
  const sampled = randomCuts ? takeAll(forest) : drawBootstrap(forest)
  fillPulls(forest, sampled)
  const root = packGradients(space, sampled, forest.repeats)
  const tree = growTree(space, rules, { root, random })
  if (classes === 0) return [tree]
  if (root === undefined) return Array.from({ length: classes }, () => tree)
  return classTrees(forest, tree)
}

/** Add one tree per output to the sums of rows it was not grown on. */
export function addForestTree(forest: Forest, trees: readonly GrownTree[], { rows, sums }: ForestSums): void {
  for (const [output, tree] of trees.entries()) addWalked(tree, { space: forest.space, rows }, sums[output]!)
}

interface ForestSums {
  /** A view of the workspace's memory, as the sums are. */
  readonly rows: Int32Array
  /** outputs x rows of the workspace */
  readonly sums: readonly Float64Array[]
}

/** As many draws as rows, with repetition; the rows drawn go to the front of the index in ascending order. */
function drawBootstrap({ space, train, random, repeats }: Forest): number {
  for (const row of train) repeats[row] = 0
  for (let draw = 0; draw < train.length; draw++) {
    const row = train[random.integer(train.length)]!
    if (repeats[row]! < 255) repeats[row]! += 1
  }
  let sampled = 0
  for (const row of train) if (repeats[row]! > 0) space.lists[0][sampled++] = row
  space.meter.spent += train.length * workCost.bootstrapRow
  return sampled
}

function takeAll({ space, train, repeats }: Forest): number {
  space.lists[0].set(train)
  for (const row of train) repeats[row] = 1
  return train.length
}

function fillPulls({ space, target, weights, classes, centre, random }: Forest, sampled: number): void {
  const { lists, pulls, lanes } = space
  const numbers = Float64Array.from({ length: classes }, () => random.normal())
  for (let at = 0; at < sampled; at++) {
    const row = lists[0][at]!
    const weight = weights === undefined ? 1 : weights[row]!
    pulls[lanes * row] = weight * (classes === 0 ? centre - target[row]! : -numbers[target[row]!]!)
    if (lanes === 2) pulls[2 * row + 1] = weight
  }
}

function classTrees({ space, target, weights, repeats, classes }: Forest, tree: GrownTree): GrownTree[] {
  const values = Array.from({ length: classes }, () => new Float32Array(tree.feature.length))
  const counts = new Float64Array(classes)
  for (let node = 0; node < tree.feature.length; node++) {
    if (tree.feature[node]! >= 0) continue
    counts.fill(0)
    let total = 0
    for (const row of leafRows(tree, node, space)) {
      const weight = weights === undefined ? repeats[row]! : repeats[row]! * weights[row]!
      counts[target[row]!]! += weight
      total += weight
    }
    for (let label = 0; label < classes; label++)
      values[label]![node] = total > 0 ? counts[label]! / total : 1 / classes
  }
  return values.map((value) => ({ ...tree, value }))
}
