import type { Found, ScanNode } from "../kernels/kernels.ts"
import type { SplitLimits } from "./split.ts"
import { slotLengthOf, type Workspace } from "./workspace.ts"

/** The best split of a node by a set of categories. */
export interface FoundSubset extends Found {
  /** By bin: 1 for those that go left, the missing one at 0. */
  readonly members: Uint8Array
}

/** Where a histogram is and what is known of its node. */
export interface SubsetPlace {
  readonly features: Int32Array
  readonly slot: number
  readonly node: ScanNode
}

/**
 * Look for a set of categories that, sent left, beats the node's floor (Fisher 1958: of all sets the best is a prefix of the
 * categories ordered by their gradient per hessian). Few categories are tried one against the rest. Of more, those with few rows
 * stay on the right, the order is smoothed, leaves shrink more, and a prefix grows by groups of rows, so that chance finds less.
 */
export function scanSubsets(space: Workspace, place: SubsetPlace, limits: SplitLimits): FoundSubset | undefined {
  const { codes } = space.binned
  if (codes === undefined) return undefined
  let best: FoundSubset | undefined
  for (const feature of place.features) {
    if (codes[feature] !== 1) continue
    const categories = readCategories(space, feature, { place, limits })
    const floor = best?.score ?? place.node.floor
    const found =
      categories.length <= mostOneAgainstRest
        ? oneAgainstRest(categories, place.node, { ...limits, floor })
        : prefixOf(categories, place.node, { ...limits, floor })
    if (found === undefined) continue
    best = { ...found.sums, score: found.score, feature, cut: 0, missing: -1, members: membersOf(found.chosen) }
  }
  return best
}

interface Category extends Sums {
  readonly bin: number
}

interface Sums {
  readonly count: number
  readonly gradient: number
  readonly hessian: number
}

interface Bars extends SplitLimits {
  readonly floor: number
}

interface Chosen {
  readonly score: number
  readonly sums: Sums
  readonly chosen: readonly Category[]
}

/** Categories that the node has rows of; a missing value is one. */
function readCategories(
  space: Workspace,
  feature: number,
  { place, limits }: { readonly place: SubsetPlace; readonly limits: SplitLimits },
): readonly Category[] {
  const { histograms, lanes, binned } = space
  const from = place.slot * slotLengthOf(binned, lanes) + binned.starts[feature]! * lanes
  const bins = binned.starts[feature + 1]! - binned.starts[feature]!
  const found: Category[] = []
  for (let bin = 0; bin < bins; bin++) {
    const packed = histograms[from + lanes * bin]!
    if (packed === 0) continue
    const count = Math.floor(packed / limits.unit + 0.5)
    const hessian = lanes === 2 ? histograms[from + 2 * bin + 1]! : count
    if (count > 0) found.push({ bin, count, gradient: packed - count * limits.unit, hessian })
  }
  return found
}

function oneAgainstRest(categories: readonly Category[], node: ScanNode, bars: Bars): Chosen | undefined {
  let best: Chosen | undefined
  for (const category of categories) {
    const score = scoreOf(category, node, bars)
    if (score > (best?.score ?? bars.floor)) best = { score, sums: sumsOf([category]), chosen: [category] }
  }
  return best
}

function prefixOf(categories: readonly Category[], node: ScanNode, bars: Bars): Chosen | undefined {
  const smooth = smoothing / bars.hessianStep
  const order = categories
    .filter(({ count }) => count >= smoothing)
    .sort((a, b) => a.gradient / (a.hessian + smooth) - b.gradient / (b.hessian + smooth) || a.bin - b.bin)
  const most = Math.min(mostCategories, Math.ceil(order.length / 2))
  const harder = { ...bars, shrink: bars.shrink + moreShrink / bars.hessianStep }
  let best: Chosen | undefined
  for (const side of [order, order.toReversed()]) {
    let sums: Sums = { count: 0, gradient: 0, hessian: 0 }
    let group = 0
    for (const [place, { count, gradient, hessian }] of side.slice(0, most).entries()) {
      sums = { count: sums.count + count, gradient: sums.gradient + gradient, hessian: sums.hessian + hessian }
      group += count
      if (group < Math.min(fewestOfGroup, node.count / groupsOfNode)) continue
      const score = scoreOf(sums, node, harder)
      if (!(score > (best?.score ?? bars.floor))) continue
      group = 0
      best = { score, sums, chosen: side.slice(0, place + 1) }
    }
  }
  return best
}

/** Score of a split that sends these rows left; NaN when a side has too few. */
function scoreOf({ count, gradient, hessian }: Sums, node: ScanNode, { minLeaf, minHessian, shrink }: Bars): number {
  const [others, under] = [node.count - count, node.hessian - hessian]
  if (count < minLeaf || others < minLeaf || hessian < minHessian || under < minHessian) return Number.NaN
  const right = node.gradient - gradient
  return (gradient * gradient) / (hessian + shrink) + (right * right) / (under + shrink)
}

function sumsOf([{ count, gradient, hessian }]: readonly [Category]): Sums {
  return { count, gradient, hessian }
}

function membersOf(chosen: readonly Category[]): Uint8Array {
  const members = new Uint8Array(256)
  for (const { bin } of chosen) members[bin] = 1
  return members
}

/** LightGBM's defaults, of which those in rows are held to a share of the node. */
const mostOneAgainstRest = 4
const mostCategories = 32
const smoothing = 10
const moreShrink = 10
const fewestOfGroup = 100
const groupsOfNode = 20
