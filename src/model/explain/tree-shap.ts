import type { TreesEstimator } from "../estimator.ts"
import { goesLeft } from "../subsets.ts"

/** Adds the contributions of one row, features long, of the trees of one output. */
export type AddTreeContributions = (columns: readonly Float32Array[], row: number, to: Float64Array) => void

export interface TreeShap {
  /** outputs long: what the trees answer on average over the rows they learnt from, before the link */
  readonly base: Float64Array
  /** By output. */
  readonly add: readonly AddTreeContributions[]
}

/**
 * Exact Shapley values of trees in polynomial time, a branch not taken being weighed by the training rows that took it (Lundberg and
 * others 2020, path-dependent TreeSHAP). For each row, base and contributions add up to what the trees answer before the link.
 *
 * @returns undefined when the trees did not count the rows of their leaves
 */
export function compileTreeShap(trees: TreesEstimator): TreeShap | undefined {
  const rows = rowsOfNodes(trees)
  if (!trees.roots.every((root) => trees.feature[root]! < 0 || rows[root]! > 0)) return undefined
  const { outputs, roots } = trees
  const scale = trees.combine === "mean" ? 1 / Math.max(1, roots.length / outputs) : 1
  const base = Float64Array.from(trees.base)
  const walk: Walk = { trees, rows, scale, path: newPath(deepest(trees) + 2) }
  for (const [tree, root] of roots.entries()) base[tree % outputs]! += expected(trees, rows, root) * scale
  const add = Array.from({ length: outputs }, (_none, output): AddTreeContributions => {
    const own = roots.filter((_root, tree) => tree % outputs === output)
    return (columns, row, to) => {
      for (let tree = 0; tree < own.length; tree++) {
        visit(walk, { columns, row, to }, { node: own[tree]!, length: 0, at: 0, zero: 1, one: 1, feature: -1 })
      }
    }
  })
  return { base, add }
}

/** Training rows that came to each node. Children lie behind their parent, so one pass from the end adds them up. */
function rowsOfNodes({ feature, threshold, right }: TreesEstimator): Float64Array {
  const rows = new Float64Array(feature.length)
  for (let node = feature.length - 1; node >= 0; node--) {
    rows[node] = feature[node]! < 0 ? threshold[node]! : rows[node + 1]! + rows[right[node]!]!
  }
  return rows
}

/** The answer of a tree on average over its training rows. */
function expected(trees: TreesEstimator, rows: Float64Array, root: number): number {
  if (trees.feature[root]! < 0) return trees.value[root]!
  const [left, right] = [root + 1, trees.right[root]!]
  const sum = expected(trees, rows, left) * rows[left]! + expected(trees, rows, right) * rows[right]!
  return sum / rows[root]!
}

function deepest({ feature, right }: TreesEstimator): number {
  const depth = new Int32Array(feature.length)
  let most = 0
  for (let node = 0; node < feature.length; node++) {
    most = Math.max(most, depth[node]!)
    if (feature[node]! < 0) continue
    depth[node + 1] = depth[node]! + 1
    depth[right[node]!] = depth[node]! + 1
  }
  return most
}

/**
 * The features split on so far, one entry each: the share of training rows that would go on without knowing it (`zero`), whether the
 * row goes on (`one`), and the weight of all subsets of each size. Each depth has its own copy, behind that of the depth above.
 */
interface Path {
  readonly feature: Int32Array
  readonly zero: Float64Array
  readonly one: Float64Array
  readonly weight: Float64Array
}

function newPath(depth: number): Path {
  const length = (depth * (depth + 1)) / 2 + depth
  const numbers = (): Float64Array => new Float64Array(length)
  return { feature: new Int32Array(length), zero: numbers(), one: numbers(), weight: numbers() }
}

interface Walk {
  readonly trees: TreesEstimator
  readonly rows: Float64Array
  /** Of every leaf. */
  readonly scale: number
  readonly path: Path
}

interface Case {
  readonly columns: readonly Float32Array[]
  readonly row: number
  readonly to: Float64Array
}

/** A node, the path above it of `length` entries from `at` on, and the entry its own split brought. */
interface Step {
  readonly node: number
  readonly length: number
  readonly at: number
  readonly zero: number
  readonly one: number
  readonly feature: number
}

function visit(walk: Walk, given: Case, { node, length, at, zero, one, feature }: Step): void {
  const { trees, rows, path } = walk
  extend(path, { length, at }, { zero, one, feature })
  const split = trees.feature[node]!
  if (split < 0) {
    addLeaf(path, { length, at }, { value: trees.value[node]! * walk.scale, to: given.to })
    return
  }
  const right = trees.right[node]!
  const isLeft = goesLeft(trees, node, given.columns[split]![given.row]!)
  const hot = isLeft ? node + 1 : right
  const cold = isLeft ? right : node + 1
  const known = placeOf(path, { length, at }, split)
  const knownZero = known < 0 ? 1 : path.zero[at + known]!
  const knownOne = known < 0 ? 1 : path.one[at + known]!
  if (known >= 0) unwind(path, { length, at }, known)
  // The copies of the children start where this path ends.
  const kept = known < 0 ? length + 1 : length
  const next = at + length + 1
  const hotZero = (rows[hot]! / rows[node]!) * knownZero
  copy(path, { from: at, to: next, length: kept })
  visit(walk, given, { node: hot, length: kept, at: next, zero: hotZero, one: knownOne, feature: split })
  const coldZero = (rows[cold]! / rows[node]!) * knownZero
  copy(path, { from: at, to: next, length: kept })
  visit(walk, given, { node: cold, length: kept, at: next, zero: coldZero, one: 0, feature: split })
}

interface Place {
  readonly length: number
  readonly at: number
}

function placeOf({ feature }: Path, { length, at }: Place, wanted: number): number {
  for (let place = 1; place <= length; place++) if (feature[at + place] === wanted) return place
  return -1
}

function copy({ feature, zero, one, weight }: Path, span: { from: number; to: number; length: number }): void {
  const { from, to, length } = span
  for (let place = 0; place < length; place++) {
    feature[to + place] = feature[from + place]!
    zero[to + place] = zero[from + place]!
    one[to + place] = one[from + place]!
    weight[to + place] = weight[from + place]!
  }
}

/** Put one more entry behind the path; subsets grow by those that hold it. */
function extend(path: Path, { length, at }: Place, entry: Pick<Step, "zero" | "one" | "feature">): void {
  const { weight } = path
  const { zero, one, feature } = entry
  path.feature[at + length] = feature
  path.zero[at + length] = zero
  path.one[at + length] = one
  weight[at + length] = length === 0 ? 1 : 0
  for (let size = length - 1; size >= 0; size--) {
    const own = weight[at + size]!
    if (one !== 0) weight[at + size + 1]! += (one * own * (size + 1)) / (length + 1)
    weight[at + size] = (zero * own * (length - size)) / (length + 1)
  }
}

/** Take an entry out again. */
function unwind(path: Path, { length, at }: Place, entry: number): void {
  const { feature, zero, one, weight } = path
  const ownOne = one[at + entry]!
  const ownZero = zero[at + entry]!
  let next = weight[at + length]!
  for (let size = length - 1; size >= 0; size--) {
    if (ownOne !== 0) {
      const before = weight[at + size]!
      weight[at + size] = (next * (length + 1)) / ((size + 1) * ownOne)
      next = before - (weight[at + size]! * ownZero * (length - size)) / (length + 1)
    } else weight[at + size] = (weight[at + size]! * (length + 1)) / (ownZero * (length - size))
  }
  for (let place = entry; place < length; place++) {
    feature[at + place] = feature[at + place + 1]!
    zero[at + place] = zero[at + place + 1]!
    one[at + place] = one[at + place + 1]!
  }
}

/**
 * The row does not go on at most entries of most leaves. For these the sum of the weights without the entry is the same but for a
 * division by its `zero`, which the gain of `-zero` undoes: it is added up once for all of them.
 */
function addLeaf(path: Path, place: Place, { value, to }: { readonly value: number; readonly to: Float64Array }): void {
  const { feature, zero, one, weight } = path
  const { length, at } = place
  let lost = 0
  for (let size = 0; size < length; size++) lost += weight[at + size]! / (length - size)
  lost *= -(length + 1) * value
  for (let entry = at + 1; entry <= at + length; entry++) {
    const ownOne = one[entry]!
    const ownZero = zero[entry]!
    if (ownOne === 0) {
      if (ownZero !== 0) to[feature[entry]!]! += lost
    } else to[feature[entry]!]! += unwoundSum(weight, place, { ownZero, ownOne }) * (ownOne - ownZero) * value
  }
}

/** Sum of the weights as `unwind` would leave them, of an entry where the row goes on. */
function unwoundSum(
  weight: Float64Array,
  { length, at }: Place,
  { ownZero, ownOne }: { readonly ownZero: number; readonly ownOne: number },
): number {
  let total = 0
  let next = weight[at + length]!
  for (let size = length - 1; size >= 0; size--) {
    const part = next / ((size + 1) * ownOne)
    total += part
    next = weight[at + size]! - part * ownZero * (length - size)
  }
  return total * (length + 1)
}
