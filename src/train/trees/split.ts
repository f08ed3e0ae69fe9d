import { workCost } from "../meter.ts"
import type { Workspace } from "./workspace.ts"

/** Rules a split must keep. */
export interface SplitRules {
  /** Fewest rows of a leaf. */
  readonly minLeaf: number
  /** Smallest sum of hessians of a leaf. */
  readonly minHessian: number
  /** Added to a leaf's sum of hessians; shrinks its value. */
  readonly l2: number
}

/** A node of a tree being grown. Sums are whole steps of `Scale`. */
export interface GrowingNode {
  readonly start: number
  readonly end: number
  readonly depth: number
  readonly count: number
  readonly gradient: number
  readonly hessian: number
  /** Its histogram, -1 when it has none. */
  slot: number
  /** Gain of the best split found; 0 when there is none. */
  gain: number
  /** Position in `binned.columns`. */
  feature: number
  /** Bins up to this one go left. */
  cut: number
  missingLeft: 0 | 1
  leftCount: number
  leftGradient: number
  leftHessian: number
  left: number
  right: number
}

/** Look through the histogram of a node for the split with the largest gain; the first one wins a tie. */
export function findSplit(space: Workspace, node: GrowingNode, search: SplitSearch): void {
  const { rules, features } = search
  const { starts } = space.binned
  const shrink = rules.l2 / space.scale.hessianStep
  const alone = (node.gradient * node.gradient) / (node.hessian + shrink)
  found.score = alone + alone * smallestGain
  found.feature = -1
  const range = { minLeaf: rules.minLeaf, minHessian: rules.minHessian / space.scale.hessianStep, shrink }
  let scanned = 0
  for (const feature of features) {
    if (space.lanes === 1) scanPacked(space, node, { feature, ...range })
    else scanPairs(space, node, { feature, ...range })
    scanned += starts[feature + 1]! - starts[feature]!
  }
  space.meter.spent += scanned * workCost.scannedBin + features.length * workCost.nodeFeature
  if (found.feature < 0) return
  node.gain = found.score - alone
  node.feature = found.feature
  node.cut = found.cut
  node.missingLeft = found.missing < 0 ? unseenMissing(node.count, found.count) : found.missing === 1 ? 1 : 0
  node.leftCount = found.count
  node.leftGradient = found.gradient
  node.leftHessian = found.hessian
}

export interface SplitSearch {
  readonly rules: SplitRules
  readonly features: Int32Array
}

interface Scan {
  readonly feature: number
  readonly minLeaf: number
  readonly minHessian: number
  /** l2 in hessian steps. */
  readonly shrink: number
}

function scanPacked(space: Workspace, node: GrowingNode, { feature, minLeaf, shrink }: Scan): void {
  const { histograms, binned, scale } = space
  const { starts } = binned
  const from = node.slot * starts[starts.length - 1]! + starts[feature]!
  const to = from + starts[feature + 1]! - starts[feature]!
  const unit = scale.unit
  const perUnit = 1 / unit
  const missing = histograms[from]!
  const missingCount = Math.floor(missing * perUnit + 0.5)
  const missingGradient = missing - missingCount * unit
  const { count, gradient } = node
  let leftCount = 0
  let leftGradient = 0
  for (let bin = from + 1; bin < to; bin++) {
    const sum = histograms[bin]!
    if (sum === 0) continue // no row here, so the cut before it is the same split
    const rows = Math.floor(sum * perUnit + 0.5)
    leftCount += rows
    leftGradient += sum - rows * unit
    const rightCount = count - leftCount
    if (rightCount < minLeaf) break
    if (leftCount >= minLeaf) {
      const rightGradient = gradient - leftGradient
      const score =
        (leftGradient * leftGradient) / (leftCount + shrink) + (rightGradient * rightGradient) / (rightCount + shrink)
      if (score > found.score) {
        keep(score, feature, bin - from)
        keepSums(leftCount, leftGradient, leftCount)
        found.missing = missingCount > 0 ? 0 : -1
      }
    }
    if (missingCount === 0) continue
    const withMissing = leftCount + missingCount
    const without = count - withMissing
    if (withMissing < minLeaf || without < minLeaf) continue
    const gradientWith = leftGradient + missingGradient
    const gradientWithout = gradient - gradientWith
    const score =
      (gradientWith * gradientWith) / (withMissing + shrink) + (gradientWithout * gradientWithout) / (without + shrink)
    if (score > found.score) {
      keep(score, feature, bin - from)
      keepSums(withMissing, gradientWith, withMissing)
      found.missing = 1
    }
  }
}

function scanPairs(space: Workspace, node: GrowingNode, scan: Scan): void {
  const { histograms, binned, scale } = space
  const { feature, minLeaf, minHessian, shrink } = scan
  const { starts } = binned
  const from = 2 * (node.slot * starts[starts.length - 1]! + starts[feature]!)
  const to = from + 2 * (starts[feature + 1]! - starts[feature]!)
  const unit = scale.unit
  const perUnit = 1 / unit
  const missing = histograms[from]!
  const missingHessian = histograms[from + 1]!
  const missingCount = Math.floor(missing * perUnit + 0.5)
  const missingGradient = missing - missingCount * unit
  const { count, gradient, hessian } = node
  let leftCount = 0
  let leftGradient = 0
  let leftHessian = 0
  for (let bin = from + 2; bin < to; bin += 2) {
    const sum = histograms[bin]!
    if (sum === 0) continue
    const rows = Math.floor(sum * perUnit + 0.5)
    leftCount += rows
    leftGradient += sum - rows * unit
    leftHessian += histograms[bin + 1]!
    const rightHessian = hessian - leftHessian
    if (count - leftCount < minLeaf || rightHessian < minHessian) break
    if (leftCount >= minLeaf && leftHessian >= minHessian) {
      const rightGradient = gradient - leftGradient
      const score =
        (leftGradient * leftGradient) / (leftHessian + shrink) +
        (rightGradient * rightGradient) / (rightHessian + shrink)
      if (score > found.score) {
        keep(score, feature, (bin - from) >> 1)
        keepSums(leftCount, leftGradient, leftHessian)
        found.missing = missingCount > 0 ? 0 : -1
      }
    }
    if (missingCount === 0) continue
    const withMissing = leftCount + missingCount
    const hessianWith = leftHessian + missingHessian
    const hessianWithout = hessian - hessianWith
    if (withMissing < minLeaf || count - withMissing < minLeaf) continue
    if (hessianWith < minHessian || hessianWithout < minHessian) continue
    const gradientWith = leftGradient + missingGradient
    const gradientWithout = gradient - gradientWith
    const score =
      (gradientWith * gradientWith) / (hessianWith + shrink) +
      (gradientWithout * gradientWithout) / (hessianWithout + shrink)
    if (score > found.score) {
      keep(score, feature, (bin - from) >> 1)
      keepSums(withMissing, gradientWith, hessianWith)
      found.missing = 1
    }
  }
}

function keep(score: number, feature: number, cut: number): void {
  found.score = score
  found.feature = feature
  found.cut = cut
}

function keepSums(count: number, gradient: number, hessian: number): void {
  found.count = count
  found.gradient = gradient
  found.hessian = hessian
}

/** A node that saw no missing value sends one to its larger child. */
function unseenMissing(count: number, leftCount: number): 0 | 1 {
  return 2 * leftCount >= count ? 1 : 0
}

/** The best split of the search that is running; private to it, so that no feature allocates. */
const found = { score: 0, feature: -1, cut: 0, missing: 0, count: 0, gradient: 0, hessian: 0 }

/** Share of the node's own score a split must gain: below it is rounding. */
const smallestGain = 1e-10
