import type { Found, ScanLimits, ScanNode } from "../kernels/kernels.ts"
import type { FoundSubset } from "./subset-scan.ts"
import type { Scale, Workspace } from "./workspace.ts"

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
  /** Which of the workspace's lists holds its rows. */
  readonly list: number
  readonly depth: number
  readonly count: number
  readonly gradient: number
  readonly hessian: number
  /** Bounds of the values of its leaves, before the learning rate. */
  readonly lower: number
  readonly upper: number
  /** Its histogram, -1 when it has none. */
  slot: number
  /** Gain of the best split found; 0 when there is none. */
  gain: number
  /** Position in `binned.columns`. */
  feature: number
  /** Bins up to this one go left. */
  cut: number
  missingLeft: 0 | 1
  /** By bin: 1 for categories that go left; undefined when the node splits at its cut. */
  members: Uint8Array | undefined
  leftCount: number
  leftGradient: number
  leftHessian: number
  left: number
  right: number
}

/** The rules in the steps of the tree being grown. */
export function limitsOf({ scale }: Workspace, { minLeaf, minHessian, l2 }: SplitRules): SplitLimits {
  const { hessianStep, gradientStep, unit } = scale
  return {
    minLeaf,
    minHessian: minHessian / hessianStep,
    shrink: l2 / hessianStep,
    unit,
    perValue: hessianStep / gradientStep,
    hessianStep,
  }
}

export interface SplitLimits extends ScanLimits {
  /** Hessian of one step. */
  readonly hessianStep: number
  /** Gradient steps a hessian step of a value of 1: a power of two, so that bounds stay exact. */
  readonly perValue: number
}

export function scanNodeOf(node: GrowingNode, limits: SplitLimits): ScanNode {
  const alone = scoreAlone(node, limits)
  const { count, gradient, hessian, lower, upper } = node
  const { perValue } = limits
  const floor = alone + alone * smallestGain
  return { count, gradient, hessian, floor, lower: lower * perValue, upper: upper * perValue }
}

/** Write the best split down in its node. */
export function keepSplit(node: GrowingNode, found: Found, limits: SplitLimits): void {
  if (found.feature < 0) return
  node.members = undefined
  node.gain = found.score - scoreAlone(node, limits)
  node.feature = found.feature
  node.cut = found.cut
  node.missingLeft = found.missing < 0 ? unseenMissing(node.count, found.count) : found.missing === 1 ? 1 : 0
  node.leftCount = found.count
  node.leftGradient = found.gradient
  node.leftHessian = found.hessian
}

/** Write down a split by a set of categories in place of a cut that gains less. */
export function keepSubset(node: GrowingNode, found: FoundSubset | undefined, limits: SplitLimits): void {
  const gain = found === undefined ? 0 : found.score - scoreAlone(node, limits)
  if (found === undefined || !(gain > node.gain)) return
  keepSplit(node, found, limits)
  node.members = found.members
  node.missingLeft = found.members[0] === 1 ? 1 : 0
}

/** The value that makes the objective smallest where it is a parabola, before the learning rate. */
export function newtonStep(
  { gradient, hessian }: Pick<GrowingNode, "gradient" | "hessian">,
  { gradientStep, hessianStep }: Scale,
  l2: number,
): number {
  const under = hessian * hessianStep + l2
  return under > 0 ? (-gradient * gradientStep) / under : 0
}

function scoreAlone({ gradient, hessian, lower, upper }: GrowingNode, { shrink, perValue }: SplitLimits): number {
  const under = hessian + shrink
  const free = -gradient / under
  const value = Math.max(lower * perValue, Math.min(upper * perValue, free))
  return value === free || Number.isNaN(free)
    ? (gradient * gradient) / under
    : -(2 * gradient * value + under * value * value)
}

/** A node that saw no missing value sends one to its larger child. */
function unseenMissing(count: number, leftCount: number): 0 | 1 {
  return 2 * leftCount >= count ? 1 : 0
}

/** Share of the node's own score a split must gain: below it is rounding. */
const smallestGain = 1e-10
