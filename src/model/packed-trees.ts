import type { TreesEstimator } from "./estimator.ts"

/** Unsigned numbers in as few bytes as hold them all. */
export type Unsigned = Uint8Array | Uint16Array

/** Nodes of trees as model.bin keeps them from format 2 on: about a fifth of what they take as lists of equal length. */
export interface PackedTrees {
  /** Features that are split by, ascending. */
  readonly features: Int32Array
  /** Of each of these: how many thresholds it has. */
  readonly counts: Int32Array
  /** Feature after feature, ascending within. */
  readonly thresholds: Float32Array
  /** Nodes in preorder, tree after tree: 0 for a leaf, else 1 + 2 x place in `features`, and 1 more where a missing value goes left. */
  readonly splits: Unsigned
  /** Of each split, in order: place among the thresholds of its feature. */
  readonly places: Unsigned
  /** Of each split, in order: -1, or where its set of codes starts; absent without such splits. */
  readonly subset?: Int32Array
  /** Of each leaf, in order. */
  readonly values: Float32Array
  /** Of each leaf, in order: the training rows its tree saw there. */
  readonly rows: Unsigned | Float32Array
}

/** @returns undefined when nodes do not lie in preorder, tree after tree, or are too many kinds for their numbers to fit */
export function packTrees(trees: TreesEstimator): PackedTrees | undefined {
  const { feature, threshold, missingLeft, value } = trees
  if (!isPreorder(trees)) return undefined
  const features = Int32Array.from(new Set(feature.filter((split) => split >= 0))).sort()
  const placeOf = new Map([...features].map((split, place) => [split, place]))
  const nodes = Uint32Array.from(feature.keys())
  const inner = nodes.filter((node) => feature[node]! >= 0)
  const leaves = nodes.filter((node) => feature[node]! < 0)
  const found = Array.from(features, () => new Map<number, number>())
  for (const node of inner) found[placeOf.get(feature[node]!)!]!.set(threshold[node]!, 0)
  const thresholds = found.map((known) => Float32Array.from(known.keys()).sort())
  for (const [place, ascending] of thresholds.entries())
    for (const [order, at] of ascending.entries()) found[place]!.set(at, order)
  const counts = Int32Array.from(thresholds, ({ length }) => length)
  if (counts.some((count) => count > MOST) || features.length > MOST / 2 - 1) return undefined
  const splits = new Uint32Array(feature.length)
  const places = new Uint32Array(inner.length)
  for (const [order, node] of inner.entries()) {
    const place = placeOf.get(feature[node]!)!
    splits[node] = 1 + 2 * place + (missingLeft[node] === 1 ? 1 : 0)
    places[order] = found[place]!.get(threshold[node]!)!
  }
  return {
    features,
    counts,
    thresholds: joined(thresholds),
    splits: narrow(splits) as Unsigned,
    places: narrow(places) as Unsigned,
    values: Float32Array.from(leaves, (node) => value[node]!),
    rows: narrow(Float32Array.from(leaves, (node) => threshold[node]!)) as Unsigned | Float32Array,
    ...(trees.subset === undefined ? {} : { subset: Int32Array.from(inner, (node) => trees.subset![node]!) }),
  }
}

/** Left children behind their parents, right ones behind all that is left of them, roots behind the tree before. */
function isPreorder({ feature, threshold, missingLeft, right, value, roots, subset }: TreesEstimator): boolean {
  const lists = [threshold, missingLeft, right, value, ...(subset === undefined ? [] : [subset])]
  if (lists.some(({ length }) => length !== feature.length)) return false
  if (feature.some((split) => split < -1) || threshold.some(Number.isNaN)) return false
  const shape = shapeOf(feature.map((split) => (split < 0 ? 0 : 1)))
  return (
    shape !== undefined &&
    shape.roots.length === roots.length &&
    shape.roots.every((root, tree) => root === roots[tree]) &&
    shape.right.every((child, node) => feature[node]! < 0 || child === right[node])
  )
}

/** @returns undefined when the last tree is not whole */
function shapeOf(splits: ArrayLike<number>): { readonly right: Int32Array; readonly roots: Int32Array } | undefined {
  const right = new Int32Array(splits.length)
  const roots: number[] = []
  const open: number[] = []
  for (let node = 0, isRoot = true; node < splits.length; node++) {
    if (isRoot) roots.push(node)
    isRoot = false
    if (splits[node]! > 0) {
      open.push(node)
      continue
    }
    const parent = open.pop()
    if (parent === undefined) isRoot = true
    else right[parent] = node + 1
  }
  const isWhole = open.length === 0 && splits[splits.length - 1] === 0
  return isWhole ? { right, roots: Int32Array.from(roots) } : undefined
}

/** Lists as long as there are nodes. */
export type Nodes = Pick<
  TreesEstimator,
  "roots" | "feature" | "threshold" | "missingLeft" | "right" | "value" | "subset"
>

/** @returns undefined when what is packed does not fit together */
export function unpackTrees(packed: PackedTrees): Nodes | undefined {
  const { features, counts, thresholds, splits, places, values, rows, subset } = packed
  const shape = shapeOf(splits)
  if (shape === undefined || counts.length !== features.length) return undefined
  const count = splits.length
  const feature = new Int32Array(count).fill(-1)
  const threshold = new Float32Array(count)
  const missingLeft = new Uint8Array(count)
  const value = new Float32Array(count)
  const sets = subset && new Int32Array(count).fill(-1)
  const starts = new Int32Array(counts.length)
  for (let place = 1; place < counts.length; place++) starts[place] = starts[place - 1]! + counts[place - 1]!
  let [inner, leaf] = [0, 0]
  for (let node = 0; node < count; node++) {
    const split = splits[node]!
    if (split === 0) {
      value[node] = values[leaf]!
      threshold[node] = rows[leaf]!
      leaf += 1
      continue
    }
    const place = (split - 1) >> 1
    feature[node] = features[place] ?? -2
    missingLeft[node] = (split - 1) & 1
    threshold[node] = thresholds[starts[place]! + places[inner]!] ?? Number.NaN
    if (sets !== undefined) sets[node] = subset![inner]!
    inner += 1
  }
  const fits = [places, ...(subset === undefined ? [] : [subset])].every(({ length }) => length === inner)
  if (!fits || values.length !== leaf || rows.length !== leaf) return undefined
  return { ...shape, feature, threshold, missingLeft, value, ...(sets === undefined ? {} : { subset: sets }) }
}

function joined(lists: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(lists.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const list of lists) {
    all.set(list, at)
    at += list.length
  }
  return all
}

/** The same numbers in as few bytes as hold them exactly. */
function narrow(numbers: Uint32Array | Float32Array): Uint32Array | Float32Array | Unsigned {
  for (const Type of [Uint8Array, Uint16Array]) {
    const few = Type.from(numbers)
    if (few.every((number, place) => number === numbers[place])) return few
  }
  return numbers
}

/** Numbers that two bytes tell apart. */
const MOST = 65_536
