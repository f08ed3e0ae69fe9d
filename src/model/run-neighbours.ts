import type { NeighboursEstimator } from "./estimator.ts"
import { newDistances, SAME } from "./nearest.ts"
import type { Runner } from "./run-estimator.ts"

/** The mean answer of the nearest training rows, weighed by the reciprocal of their distance where `weighting` says so. */
export function compileNeighbours(estimator: NeighboursEstimator): Runner {
  const { features, points, count, weighting, targets, outputs } = estimator
  const width = features.length
  const place = new Float64Array(width)
  const distances = newDistances({ width, values: points })
  const { squared } = distances
  const sums = new Float64Array(outputs)
  return (columns, rows, out) => {
    for (let row = 0; row < rows; row++) {
      for (let at = 0; at < width; at++) place[at] = columns[features[at]!]![row]!
      const bound = distances.measure(place, count)
      const same = weighting === "distance" && squared.some((value) => value <= SAME)
      let total = 0
      sums.fill(0)
      for (let point = 0; point < squared.length; point++) {
        const away = squared[point]!
        if (away > bound || (same && away > SAME)) continue
        const weight = weighting === "distance" && !same ? 1 / Math.sqrt(away) : 1
        total += weight
        if (outputs === 1) sums[0]! += weight * targets[point]!
        else sums[targets[point]!]! += weight
      }
      for (let output = 0; output < outputs; output++) out[output]![row] = sums[output]! / total
    }
  }
}
