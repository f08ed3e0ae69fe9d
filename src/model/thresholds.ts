import type { TreesEstimator } from "./estimator.ts"

/** What trees compare the values of one feature with. */
export interface Thresholds {
  /** No two the same. */
  readonly ascending: Float32Array
  /** Where each stands. */
  readonly places: ReadonlyMap<number, number>
}

/** By feature, those that trees split by only: a sparse list. */
export function thresholdsOf({ feature, threshold }: TreesEstimator): readonly Thresholds[] {
  const found: Map<number, number>[] = []
  for (let node = 0; node < feature.length; node++) {
    if (feature[node]! < 0) continue
    found[feature[node]!] ??= new Map()
    found[feature[node]!]!.set(threshold[node]!, 0)
  }
  return found.map((places) => {
    const ascending = Float32Array.from(places.keys()).sort()
    for (const [place, value] of ascending.entries()) places.set(value, place)
    return { ascending, places }
  })
}
