import type { Random } from "../../base/index.ts"
import { drawnBelow } from "../kernels/draws.ts"
import type { Grove } from "../kernels/kernels.ts"
import { workCost } from "../meter.ts"
import { growTree } from "./grow.ts"
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

/** What forests of the same rules on the same bins share. */
export interface ForestGround {
  readonly space: Workspace
  readonly params: ForestParams
  readonly featuresPerNode: number
  /** 0 for numbers (also 0 and 1), the number of classes otherwise */
  readonly classes: number
  /**
   * Made when the first tree is grown, in the memory that is left then; undefined where trees are grown step by step: in TypeScript,
   * by weights, within bounds or by sets of categories.
   */
  readonly grove: () => Grove | undefined
}

/** It lies in the memory of the workspace's kernels, as the forests do. */
export function newForestGround(space: Workspace, params: ForestParams, classes: number): ForestGround {
  const { binned, kernels, lanes } = space
  const { columns, rows, directions, codes } = binned
  const featuresPerNode = Math.max(1, Math.ceil(columns.length * params.featureShare))
  const { leaves, minLeaf, extra = false } = params
  const shape = { columns, rows, leaves, minLeaf, featuresPerNode, extra, classes }
  const plain = lanes === 1 && directions === undefined && codes === undefined
  let made: { readonly grove: Grove | undefined } | undefined
  const grove = (): Grove | undefined => {
    made ??= { grove: plain ? kernels.grove(shape) : undefined }
    return made.grove
  }
  return { space, params, featuresPerNode, classes, grove }
}

/** A forest in the making. */
export interface Forest {
  readonly ground: ForestGround
  /** rows of the workspace long; numbers or class indices */
  readonly target: Float64Array
  /** rows of the workspace long; how much each counts, the same when absent; wants two lanes */
  readonly weights?: Float64Array
  readonly train: Int32Array
  /** Centre of the numbers, taken off so that leaves keep their digits in float32; 0 with classes. */
  readonly centre: number
  readonly random: Random
}

export function newForest(ground: ForestGround, start: ForestStart): Forest {
  const { target, train } = start
  const { memory } = ground.space.kernels
  let sum = 0
  for (const row of train) sum += target[row]!
  const centre = ground.classes > 0 ? 0 : Math.fround(sum / train.length)
  const held = { target: memory.numbers(target.length), train: memory.integers(train.length) }
  held.target.set(target)
  held.train.set(train)
  return { ground, ...start, ...held, centre }
}

type ForestStart = Pick<Forest, "target" | "weights" | "train" | "random">

/**
 * Grow one tree of each forest on a bootstrap of its rows, or on all of them where its cuts are drawn at random. The forests stand on
 * one ground; the same one may be named several times.
 *
 * With many classes the splits follow one number per class drawn anew for each tree (a random projection of the classes: Joly,
 * Geurts and Wehenkel 2014), and the leaves then hold the shares of all classes: as many trees of one shape as there are
 * classes, so that their means sum to one.
 *
 * @returns for each forest one tree per output
 */
export function growForestTrees(forests: readonly Forest[]): readonly GrownTree[][] {
  const grown: GrownTree[][] = []
  if (forests.length === 0) return grown
  const { ground } = forests[0]!
  const { meter, kernels } = ground.space
  const grove = ground.grove()
  const spent = meter.spent
  const drawn = forests.map(drawTree)
  if (grove === undefined) {
    const mark = kernels.memory.mark()
    const repeats = kernels.memory.bytes(ground.space.binned.rows)
    for (const one of drawn) grown.push(growInSteps(one, repeats))
    kernels.memory.rewind(mark)
  } else {
    const trees = drawn.map(({ forest, seed, numbers }) => ({ ...forest, seed, numbers }))
    grove.grow(trees, (tree, { position, ...held }) => grown.push(perClass(drawn[position]!, { tree, ...held })))
  }
  meter.spent = spent
  for (const [tree] of grown) meter.spent += workOf(tree!, ground)
  return grown
}

/** Add one tree per output to the sums of rows it was not grown on. */
export function addForestTree({ ground }: Forest, trees: readonly GrownTree[], { rows, sums }: ForestSums): void {
  for (const [output, tree] of trees.entries()) addWalked(tree, { space: ground.space, rows }, sums[output]!)
}

interface ForestSums {
  /** A view of the workspace's memory, as the sums are. */
  readonly rows: Int32Array
  /** outputs x rows of the workspace */
  readonly sums: readonly Float64Array[]
}

/** What chance decides about a tree. */
interface DrawnTree {
  readonly forest: Forest
  readonly seed: number
  /** By class: what its rows follow. */
  readonly numbers: Float64Array
}

function drawTree(forest: Forest): DrawnTree {
  const { ground, random } = forest
  const seed = random.integer(2 ** 32)
  return { forest, seed, numbers: Float64Array.from({ length: ground.classes }, () => random.normal()) }
}

function growInSteps(drawn: DrawnTree, repeats: Uint8Array): GrownTree[] {
  const { forest, seed } = drawn
  const { space, params, featuresPerNode } = forest.ground
  const features = Int32Array.from({ length: space.binned.columns.length }, (_, feature) => feature)
  const { leaves, minLeaf, extra: cuts = false } = params
  const rules = {
    leaves,
    minLeaf,
    features,
    draws: { seed, features: featuresPerNode, cuts },
    l2: 0,
    minHessian: 0,
    rate: 1,
  }
  const sampled = cuts ? takeAll(forest, repeats) : drawBootstrap(drawn, repeats)
  fillPulls(drawn, sampled)
  const tree = growTree(space, rules, packGradients(space, sampled, repeats))
  return perClass(drawn, { tree, lists: space.lists, repeats })
}

/** As many draws as rows, with repetition; the rows drawn go to the front of the first list in ascending order. */
function drawBootstrap({ forest, seed }: DrawnTree, repeats: Uint8Array): number {
  const { ground, train } = forest
  repeats.fill(0)
  for (let draw = 0; draw < train.length; draw++) {
    const row = train[drawnBelow(seed, draw, train.length)]!
    if (repeats[row]! < 255) repeats[row]! += 1
  }
  let sampled = 0
  for (const row of train) if (repeats[row]! > 0) ground.space.lists[0][sampled++] = row
  return sampled
}

function takeAll({ ground, train }: Forest, repeats: Uint8Array): number {
  ground.space.lists[0].set(train)
  repeats.fill(1)
  return train.length
}

function fillPulls({ forest, numbers }: DrawnTree, sampled: number): void {
  const { ground, target, weights, centre } = forest
  const { lists, pulls, lanes } = ground.space
  for (let at = 0; at < sampled; at++) {
    const row = lists[0][at]!
    const weight = weights === undefined ? 1 : weights[row]!
    pulls[lanes * row] = weight * (ground.classes === 0 ? centre - target[row]! : -numbers[target[row]!]!)
    if (lanes === 2) pulls[2 * row + 1] = weight
  }
}

interface Grown {
  readonly tree: GrownTree
  readonly lists: readonly Int32Array[]
  /** By row: how often it is in the bootstrap. */
  readonly repeats: Uint8Array
}

function perClass({ forest }: DrawnTree, { tree, lists, repeats }: Grown): GrownTree[] {
  const { target, weights, ground } = forest
  const { classes } = ground
  if (classes === 0) return [tree]
  const values = Array.from({ length: classes }, () => new Float32Array(tree.feature.length))
  const counts = new Float64Array(classes)
  for (let node = 0; node < tree.feature.length; node++) {
    if (tree.feature[node]! >= 0) continue
    counts.fill(0)
    let total = 0
    for (const row of leafRows(tree, node, { lists })) {
      const weight = weights === undefined ? repeats[row]! : repeats[row]! * weights[row]!
      counts[target[row]!]! += weight
      total += weight
    }
    for (let label = 0; label < classes; label++)
      values[label]![node] = total > 0 ? counts[label]! / total : 1 / classes
  }
  return values.map((value) => ({ ...tree, value }))
}

/** Of one tree, read off it, so that it does not depend on how it was grown. */
function workOf({ start, end, feature }: GrownTree, { params, featuresPerNode }: ForestGround): number {
  let cells = 0
  let searched = 0
  for (let node = 0; node < feature.length; node++) {
    const rows = end[node]! - start[node]!
    if (feature[node]! < 0 && rows < 2 * params.minLeaf) continue
    cells += rows * featuresPerNode
    searched += 1
  }
  const [cell, nodeFeature, perNode] = params.extra
    ? [workCost.cutCell, workCost.cutNodeFeature, workCost.cutNode]
    : [workCost.forestCell, workCost.forestNodeFeature, workCost.forestNode]
  return cells * cell + searched * (featuresPerNode * nodeFeature + perNode) + end[0]! * workCost.bootstrapRow
}
