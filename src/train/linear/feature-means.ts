import type { Matrix } from "../../feature/index.ts"
import type { Estimator } from "../../model/index.ts"

/** Linear models with the means of their features over the rows they learnt from, which explanations measure from. */
export function withFeatureMeans(estimator: Estimator, matrix: Matrix): Estimator {
  switch (estimator.kind) {
    case "linear":
      return {
        ...estimator,
        means: Float64Array.from(estimator.features, (feature) => meanOf(matrix.columns[feature]!)),
      }
    case "transformed":
      return { ...estimator, inner: withFeatureMeans(estimator.inner, matrix) }
    case "blend":
      return { ...estimator, members: estimator.members.map((member) => withFeatureMeans(member, matrix)) }
    default:
      return estimator
  }
}

function meanOf(column: Float32Array): number {
  let sum = 0
  for (const value of column) sum += value
  return sum / column.length
}
