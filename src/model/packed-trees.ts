import type { TreesEstimator } from "./estimator.ts"
import { thresholdsOf } from "./thresholds.ts"

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
  const { feature, threshold, missingLeft, value, subset } = trees
  if (!isPreorder(trees)) return undefined
  const known = thresholdsOf(trees)
  const features = Int32Array.from(Object.keys(known), Number)
  const thresholds = Array.from(features, (split) => known[split]!.ascending)
  const placeOf = new Int32Array(known.length)
  for (const [place, split] of features.entries()) placeOf[split] = place
  if (thresholds.some(({ length }) => length > MOST) || features.length > MOST / 2 - 1) return undefined
  const leaves = (feature.length + trees.roots.length) / 2
  const splits = new Uint32Array(feature.length)
  const places = new Uint32Array(feature.length - leaves)
  const sets = new Int32Array(places.length)
  const values = new Float32Array(leaves)
  const rows = new Float32Array(leaves)
  let [inner, leaf] = [0, 0]
  for (let node = 0; node < feature.length; node++) {
    const split = feature[node]!
    if (split < 0) {
      values[leaf] = value[node]!
      rows[leaf++] = threshold[node]!
      continue
    }
    splits[node] = 1 + 2 * placeOf[split]! + (missingLeft[node] === 1 ? 1 : 0)
    sets[inner] = subset?.[node] ?? -1
    places[inner++] = known[split]!.places.get(threshold[node]!)!
  }
  return {
    features,
    counts: Int32Array.from(thresholds, ({ length }) => length),
    thresholds: joined(thresholds),
    splits: narrow(splits) as Unsigned,
    places: narrow(places) as Unsigned,
    values,
    rows: narrow(rows) as Unsigned | Float32Array,
    ...(subset === undefined ? {} : { subset: sets }),
  }
}

/** Left children behind their parents, right ones behind all that is left of them, roots behind the tree before. */
function isPreorder({ feature, threshold, missingLeft, right, value, roots, subset }: TreesEstimator): boolean {
  const lists = [threshold, missingLeft, right, value, ...(subset === undefined ? [] : [subset])]
  if (lists.some(({ length }) => length !== feature.length)) return false
  const splits = new Uint8Array(feature.length)
  for (let node = 0; node < feature.length; node++) {
    if (feature[node]! < -1 || Number.isNaN(threshold[node]!)) return false
    splits[node] = feature[node]! < 0 ? 0 : 1
  }
  const shape = shapeOf(splits)
  if (shape === undefined || shape.roots.length !== roots.length) return false
  for (let node = 0; node < feature.length; node++)
    if (splits[node] === 1 && shape.right[node] !== right[node]) return false
  return shape.roots.every((root, tree) => root === roots[tree])
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
  for (const few of [new Uint8Array(numbers.length), new Uint16Array(numbers.length)]) {
    few.set(numbers)
    let place = 0
    while (place < few.length && few[place] === numbers[place]) place++
    if (place === few.length) return few
  }
  return numbers
}

/** Numbers that two bytes tell apart. */
const MOST = 65_536
