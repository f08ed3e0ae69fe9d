import type { TreesEstimator } from "../estimator.ts"
import { thresholdsOf } from "../thresholds.ts"

/** A feature's thresholds, ascending, or a part of them: few enough for the place of a value among them to fit into a byte. */
export interface Bins {
  readonly feature: number
  readonly thresholds: Float32Array
  /** Where the codes go by which a missing value goes right, and left; -1 when no split asks for them. */
  readonly slots: readonly [number, number]
}

export interface Binning {
  readonly bins: readonly Bins[]
  /** Number of codes a row has. */
  readonly slots: number
  /** Per node that splits: its slot. */
  readonly slot: Int32Array
  /** Per node that splits: the code up to which a row goes left. It is less by 128 than the place of the threshold. */
  readonly code: Int8Array
}

/** What trees compare: of each value it matters only between which of the thresholds it lies. */
export function binsOf(trees: TreesEstimator): Binning {
  const { feature, threshold, missingLeft } = trees
  const features = thresholdsOf(trees).map(({ ascending, places }) => {
    const count = Math.ceil(ascending.length / MOST_THRESHOLDS)
    return { ascending, places, parts: Array.from({ length: count }, (): [number, number] => [-1, -1]) }
  })
  const slot = new Int32Array(feature.length)
  const code = new Int8Array(feature.length)
  let slots = 0
  for (let node = 0; node < feature.length; node++) {
    if (feature[node]! < 0) continue
    const { places, parts } = features[feature[node]!]!
    const place = places.get(threshold[node]!)!
    const part = Math.floor(place / MOST_THRESHOLDS)
    const own = parts[part]!
    const side = missingLeft[node]! === 1 ? 1 : 0
    if (own[side] < 0) own[side] = slots++
    slot[node] = own[side]
    code[node] = place - part * MOST_THRESHOLDS + LOWEST_CODE
  }
  const bins = features.flatMap(({ ascending, parts }, index) =>
    parts.map((own, part): Bins => {
      const from = part * MOST_THRESHOLDS
      return { feature: index, thresholds: ascending.slice(from, from + MOST_THRESHOLDS), slots: own }
    }),
  )
  return { bins, slots, slot, code }
}

/** Their places, and one more for larger values and one for missing ones, fit into a byte. */
const MOST_THRESHOLDS = 254
const LOWEST_CODE = -128
export const HIGHEST_CODE = 127
