import { drawnBelow } from "../kernels/draws.ts"
import type { Found, ScanLimits, ScanNode } from "../kernels/kernels.ts"
import { workCost } from "../meter.ts"
import type { Workspace } from "./workspace.ts"

export interface RandomCutNode {
  readonly rows: Int32Array
  /** Positions in `binned.columns`. */
  readonly features: Int32Array
  readonly sums: ScanNode
  readonly limits: ScanLimits
}

/**
 * One cut drawn for each feature, and the best of these (Geurts, Ernst and Wehenkel 2006). It is drawn evenly among the cuts between
 * the bins that the rows lie in, not between their smallest and largest value, so that a monotone transform of a feature changes
 * nothing. Missing rows go to the side where they gain more.
 *
 * Many rows are summed into histograms first; few are looked at one by one, which costs less than the bins of a histogram. Sums are
 * exact, so both find the same.
 *
 * @param seed of the node; the draws behind those of its features are taken
 */
export function findRandomCut(space: Workspace, node: RandomCutNode, seed: number): Found {
  const { sums, features, rows } = node
  const best = { score: sums.floor, feature: -1, cut: 0, missing: -1, count: 0, gradient: 0, hessian: 0 }
  const summed = rows.length > rowsWorthSumming
  if (summed) fillHistograms(space, node)
  for (const [position, feature] of features.entries()) {
    const { lowest, highest, missing } = summed ? summedRange(space, feature) : rangeOf(space, feature, rows)
    if (highest === 0 || (lowest === highest && missing.packed === 0)) continue
    const cut = lowest + drawnBelow(seed, space.binned.columns.length + position, highest - lowest)
    const left = summed ? summedUpTo(space, feature, cut) : sumUpTo(space, { feature, cut }, rows)
    if (space.lanes === 1) [left.hessian, missing.hessian] = [Number.NaN, Number.NaN]
    consider({ node, feature, cut }, { ...left, missing: missing.packed === 0 ? -1 : 0 }, best)
    if (missing.packed !== 0 && lowest < highest) {
      const both = { packed: left.packed + missing.packed, hessian: left.hessian + missing.hessian }
      consider({ node, feature, cut }, { ...both, missing: 1 }, best)
    }
  }
  const perFeature = summed ? 2 * usualBins * workCost.clearedBin : 2 * rows.length * workCost.histogramUpdate
  space.meter.spent += features.length * (rows.length * workCost.histogramUpdate + perFeature + workCost.nodeFeature)
  return best
}

type Best = { -readonly [key in keyof Found]: Found[key] }

interface Sum {
  packed: number
  /** Not a number with one lane, where it is the count. */
  hessian: number
}

interface Drawn {
  readonly node: RandomCutNode
  readonly feature: number
  readonly cut: number
}

/** @param side what goes left */
function consider({ node, feature, cut }: Drawn, side: Sum & { readonly missing: -1 | 0 | 1 }, best: Best): void {
  const { unit, minLeaf, minHessian, shrink } = node.limits
  const count = Math.floor(side.packed / unit + 0.5)
  const others = node.sums.count - count
  const hessian = Number.isNaN(side.hessian) ? count : side.hessian
  const rightHessian = node.sums.hessian - hessian
  if (count < minLeaf || others < minLeaf || hessian < minHessian || rightHessian < minHessian) return
  const left = side.packed - count * unit
  const right = node.sums.gradient - left
  const score = (left * left) / (hessian + shrink) + (right * right) / (rightHessian + shrink)
  if (!(score > best.score)) return
  Object.assign(best, { score, feature, cut, missing: side.missing, count, gradient: left, hessian })
}

/** Bins of the rows that are there, 0 when none is, and the sum of those that are missing. */
function rangeOf({ binned, pulls, lanes }: Workspace, feature: number, rows: Int32Array) {
  const column = binned.columns[feature]!
  let [lowest, highest] = [256, 0]
  const missing = { packed: 0, hessian: 0 }
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const bin = column[row]!
    if (bin === 0) {
      missing.packed += pulls[lanes * row]!
      if (lanes === 2) missing.hessian += pulls[2 * row + 1]!
    } else if (bin < lowest) lowest = bin
    if (bin > highest) highest = bin
  }
  return { lowest, highest, missing }
}

/** Sum of the rows in bins up to the cut, without the missing ones. */
function sumUpTo(
  { binned, pulls, lanes }: Workspace,
  { feature, cut }: { readonly feature: number; readonly cut: number },
  rows: Int32Array,
): Sum {
  const column = binned.columns[feature]!
  let [packed, hessian] = [0, 0]
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const bin = column[row]!
    if (bin === 0 || bin > cut) continue
    packed += pulls[lanes * row]!
    if (lanes === 2) hessian += pulls[2 * row + 1]!
  }
  return { packed, hessian }
}

function fillHistograms({ kernels, binned, drawnFeatures }: Workspace, { features, rows, limits }: RandomCutNode) {
  const drawn = drawnFeatures.subarray(0, features.length)
  drawn.set(features)
  kernels.prepare({ features: drawn, rows, identity: rows.length === binned.rows, built: 0, limits })
}

/** As `rangeOf`, from the histogram: the packed number of a bin is not 0 where there is a row. */
function summedRange({ binned, histograms, lanes }: Workspace, feature: number) {
  const from = binned.starts[feature]!
  const bins = binned.starts[feature + 1]! - from
  let [lowest, highest] = [1, bins - 1]
  while (lowest < bins && histograms[lanes * (from + lowest)] === 0) lowest += 1
  while (highest > 0 && histograms[lanes * (from + highest)] === 0) highest -= 1
  const missing = { packed: histograms[lanes * from]!, hessian: lanes === 2 ? histograms[2 * from + 1]! : 0 }
  return { lowest, highest, missing }
}

/** As `sumUpTo`, from the histogram. */
function summedUpTo({ binned, histograms, lanes }: Workspace, feature: number, cut: number): Sum {
  const from = binned.starts[feature]!
  let [packed, hessian] = [0, 0]
  for (let bin = from + 1; bin <= from + cut; bin++) {
    packed += histograms[lanes * bin]!
    if (lanes === 2) hessian += histograms[2 * bin + 1]!
  }
  return { packed, hessian }
}

const rowsWorthSumming = 400
/** Of a histogram, for the meter. */
const usualBins = 256
