import type { TreesEstimator } from "../estimator.ts"
import { isMember } from "../subsets.ts"
import { type Four, PLACES, type ShapTree } from "./shap-rule.ts"
import type { TreeLayout } from "./tree-layout.ts"

/** Adds the contributions of one row, features long, of the trees of one output. */
export type AddTreeContributions = (columns: readonly Float32Array[], row: number, to: Float64Array) => void

/** Contributions to the trees of each output without WebAssembly, and where they split by sets of codes. */
export function scriptShap(
  { outputs, members }: TreesEstimator,
  shapTrees: readonly ShapTree[],
): readonly AddTreeContributions[] {
  const memory = newMemory(Math.max(1, ...shapTrees.map(({ layout }) => layout.nodes.length)))
  return Array.from({ length: outputs }, (_none, output): AddTreeContributions => {
    const own = shapTrees.filter(({ layout }, tree) => tree % outputs === output && layout.nodes.length > 1)
    return (columns, row, to) => {
      for (let tree = 0; tree < own.length; tree++) {
        const { layout, rule } = own[tree]!
        const way = { layout, members, memory }
        follow(way, columns, row)
        for (let four = 0; four < rule.length; four++) {
          goDown(way, rule[four]!)
          goUp(way, rule[four]!, to)
        }
      }
    }
  })
}

/** Of the nodes of one tree. */
interface Memory {
  /** Whether the row goes left. */
  readonly goesLeft: Uint8Array
  /** How the row stands to the splits of the path by the feature of the last one. */
  readonly standing: Uint8Array
  /** Share of training rows that go all of these splits. */
  readonly share: Float64Array
  /** nodes x places: on the way down the product of a path's factors, on the way up the sum of those of the leaves below, times their values */
  readonly product: Float64Array
  /** nodes x places: 1 / (t + (1 - t) share) */
  readonly inverse: Float64Array
}

function newMemory(nodes: number): Memory {
  const numbers = (each: number): Float64Array => new Float64Array(nodes * each)
  const goesLeft = new Uint8Array(nodes)
  const standing = new Uint8Array(nodes)
  return { goesLeft, standing, share: numbers(1), product: numbers(PLACES), inverse: numbers(PLACES) }
}

interface Way {
  readonly layout: TreeLayout
  /** Of all trees. */
  readonly members: Uint8Array | undefined
  readonly memory: Memory
}

/** How the row stands to the splits of all paths; without a branch, for a processor would guess it wrong at every other node. */
function follow({ layout, members, memory }: Way, columns: readonly Float32Array[], row: number): void {
  const { nodes, parent, before, part, feature, threshold, subset, missingLeft } = layout
  const { goesLeft, standing, share } = memory
  share[0] = 1
  for (let node = 0; node < nodes.length; node++) {
    const split = feature[node]!
    if (split < 0) continue
    const value = columns[split]![row]!
    if (Number.isNaN(value)) goesLeft[node] = missingLeft[node]!
    else if (subset === undefined || subset[node]! < 0) goesLeft[node] = +(value <= threshold[node]!)
    else goesLeft[node] = +isMember(members!, subset[node]!, value)
  }
  for (let node = 1; node < nodes.length; node++) {
    const above = parent[node]!
    const last = before[node]!
    share[node] = part[node]! * share[last]!
    const isOff = goesLeft[above]! ^ +(node === above + 1)
    const isGone = (standing[last]! + 1) >> 1
    standing[node] = (isGone << 1) | (~isGone & isOff)
  }
}

/** Products of the paths to all nodes: where the path knows the feature of a split, the new factor takes the place of the old one. */
function goDown({ layout, memory }: Way, { t: [t0, t1, t2, t3], weight }: Four): void {
  const { nodes, parent, before, part } = layout
  const { standing, share, product, inverse } = memory
  product.set(weight)
  inverse.fill(1, 0, PLACES)
  const [r0, r1, r2, r3] = [1 - t0, 1 - t1, 1 - t2, 1 - t3]
  for (let node = 1; node < nodes.length; node++) {
    const at = node * PLACES
    const from = parent[node]! * PLACES
    const stands = standing[node]!
    if (stands === GONE) {
      const own = part[node]!
      product[at] = product[from]! * own
      product[at + 1] = product[from + 1]! * own
      product[at + 2] = product[from + 2]! * own
      product[at + 3] = product[from + 3]! * own
      continue
    }
    const known = before[node]! * PLACES
    const all = share[node]!
    const isAlong = stands === ALONG
    const f0 = isAlong ? t0 + r0 * all : r0 * all
    const f1 = isAlong ? t1 + r1 * all : r1 * all
    const f2 = isAlong ? t2 + r2 * all : r2 * all
    const f3 = isAlong ? t3 + r3 * all : r3 * all
    product[at] = product[from]! * f0 * inverse[known]!
    product[at + 1] = product[from + 1]! * f1 * inverse[known + 1]!
    product[at + 2] = product[from + 2]! * f2 * inverse[known + 2]!
    product[at + 3] = product[from + 3]! * f3 * inverse[known + 3]!
    if (!isAlong) continue
    inverse[at] = 1 / f0
    inverse[at + 1] = 1 / f1
    inverse[at + 2] = 1 / f2
    inverse[at + 3] = 1 / f3
  }
}

/**
 * Sums of the products of leaves, and of what a split by a feature adds to what the path knew of it before. In units of the product, a
 * feature whose splits the row goes along with is told (1 - z) / (t + (1 - t) z), one that it leaves the path at -z / ((1 - t) z).
 */
function goUp({ layout, memory }: Way, { t: [t0, t1, t2, t3] }: Four, to: Float64Array): void {
  const { nodes, parent, before, feature, value } = layout
  const { standing, share, product, inverse } = memory
  const [l0, l1, l2, l3] = [-1 / (1 - t0), -1 / (1 - t1), -1 / (1 - t2), -1 / (1 - t3)]
  for (let node = nodes.length - 1; node > 0; node--) {
    const at = node * PLACES
    const above = parent[node]!
    const factor = feature[node]! < 0 ? value[node]! : 1
    const p0 = product[at]! * factor
    const p1 = product[at + 1]! * factor
    const p2 = product[at + 2]! * factor
    const p3 = product[at + 3]! * factor
    const sum = above * PLACES
    // the right child comes first
    const other = node === above + 1 ? 1 : 0
    product[sum] = product[sum]! * other + p0
    product[sum + 1] = product[sum + 1]! * other + p1
    product[sum + 2] = product[sum + 2]! * other + p2
    product[sum + 3] = product[sum + 3]! * other + p3
    const stands = standing[node]!
    if (stands === GONE) continue
    const last = before[node]!
    const known = last * PLACES
    const knownRest = 1 - share[last]!
    const rest = 1 - share[node]!
    const isAlong = stands === ALONG
    const moved =
      p0 * ((isAlong ? rest * inverse[at]! : l0) - knownRest * inverse[known]!) +
      p1 * ((isAlong ? rest * inverse[at + 1]! : l1) - knownRest * inverse[known + 1]!) +
      p2 * ((isAlong ? rest * inverse[at + 2]! : l2) - knownRest * inverse[known + 2]!) +
      p3 * ((isAlong ? rest * inverse[at + 3]! : l3) - knownRest * inverse[known + 3]!)
    to[feature[above]!]! += moved
  }
}

/** Standing where the row goes all the splits by the feature; 1 where the last one is the first it does not go. */
const ALONG = 0
/** It left the path at one above. */
const GONE = 2
