import type { Buffers, Found, ScanLimits, ScanNode } from "./kernels.ts"
import { scanBound } from "./script-scan-bound.ts"

/** Look through a histogram for the best split of a node; the first one wins a tie. */
export function scanHistogram(buffers: Buffers, place: ScanPlace, node: ScanNode): Found {
  const { histograms, starts, lanes } = buffers
  const best = { score: node.floor, feature: -1, cut: 0, missing: 0, count: 0, gradient: 0, hessian: 0 }
  for (const feature of place.features) {
    if (buffers.codes?.[feature] === 1) continue
    const from = place.slot + starts[feature]! * lanes
    const bins = starts[feature + 1]! - starts[feature]!
    const missing = histograms[from]!
    const range = { ...place.limits, from, bins, direction: buffers.directions?.[feature] ?? 0 }
    const scan = buffers.directions !== undefined ? scanBound : lanes === 1 ? scanPacked : scanPairs
    if (scan(buffers, { ...range, withMissing: false, node }, best)) {
      best.feature = feature
      best.missing = missing === 0 ? -1 : 0
    }
    if (missing !== 0 && scan(buffers, { ...range, withMissing: true, node }, best)) {
      best.feature = feature
      best.missing = 1
    }
  }
  return best
}

export interface ScanPlace {
  readonly features: Int32Array
  readonly slot: number
  readonly limits: ScanLimits
}

export interface Range extends ScanLimits {
  readonly from: number
  readonly bins: number
  /** Missing rows go left. */
  readonly withMissing: boolean
  readonly node: ScanNode
  /** 1 where answers must rise with the feature, -1 where they must fall, else 0. */
  readonly direction: number
}

export type Best = { -readonly [key in keyof Found]: Found[key] }

/** @returns whether a better split was found */
function scanPacked({ histograms }: Buffers, range: Range, best: Best): boolean {
  const { from, bins, minLeaf, shrink, unit } = range
  const { count, gradient } = range.node
  const perUnit = 1 / unit
  let packed = range.withMissing ? histograms[from]! : 0
  let found = false
  for (let bin = 1; bin < bins; bin++) {
    packed += histograms[from + bin]!
    const rows = Math.floor(packed * perUnit + 0.5)
    if (rows < minLeaf) continue
    const others = count - rows
    if (others < minLeaf) break
    const left = packed - rows * unit
    const right = gradient - left
    const score = (left * left) / (rows + shrink) + (right * right) / (others + shrink)
    if (!(score > best.score)) continue
    best.score = score
    best.cut = bin
    best.count = rows
    best.gradient = left
    best.hessian = rows
    found = true
  }
  return found
}

function scanPairs({ histograms }: Buffers, range: Range, best: Best): boolean {
  const { from, bins, minLeaf, minHessian, shrink, unit } = range
  const { count, gradient, hessian } = range.node
  const perUnit = 1 / unit
  let packed = range.withMissing ? histograms[from]! : 0
  let leftHessian = range.withMissing ? histograms[from + 1]! : 0
  let found = false
  for (let bin = 1; bin < bins; bin++) {
    packed += histograms[from + 2 * bin]!
    leftHessian += histograms[from + 2 * bin + 1]!
    const rows = Math.floor(packed * perUnit + 0.5)
    const rightHessian = hessian - leftHessian
    if (rows < minLeaf || leftHessian < minHessian) continue
    if (count - rows < minLeaf || rightHessian < minHessian) break
    const left = packed - rows * unit
    const right = gradient - left
    const score = (left * left) / (leftHessian + shrink) + (right * right) / (rightHessian + shrink)
    if (!(score > best.score)) continue
    best.score = score
    best.cut = bin
    best.count = rows
    best.gradient = left
    best.hessian = leftHessian
    found = true
  }
  return found
}
