import type { Matrix } from "../../feature/index.ts"

/** The columns linear models read, for some rows, each column less its mean. */
export interface Design {
  readonly rows: number
  /** Matrix feature of each column. */
  readonly features: Int32Array
  /** features x rows */
  readonly columns: readonly Float32Array[]
  /** features long, what was taken off */
  readonly means: Float64Array
  /** rows long; how much each counts, the same when absent */
  readonly weights?: Float64Array
  /** Sum of the weights. */
  readonly total: number
}

export function linearFeatures(matrix: Pick<Matrix, "features">): Int32Array {
  return Int32Array.from(matrix.features.flatMap(({ use }, feature) => (use === "tree" ? [] : [feature])))
}

/** Centring, at the weighted mean, makes the intercept free of the weights, so that the penalty does not touch it. */
export function centredDesign(matrix: Matrix, rows: Int32Array, weights?: Float64Array): Design {
  const features = linearFeatures(matrix)
  const own = weights && Float64Array.from(rows, (row) => weights[row]!)
  const total = own === undefined ? rows.length : own.reduce((sum, weight) => sum + weight, 0)
  const means = new Float64Array(features.length)
  const columns = Array.from(features, (feature, position) => {
    const source = matrix.columns[feature]!
    const column = new Float32Array(rows.length)
    let sum = 0
    if (own === undefined) for (let at = 0; at < rows.length; at++) sum += source[rows[at]!]!
    else for (let at = 0; at < rows.length; at++) sum += own[at]! * source[rows[at]!]!
    const mean = total > 0 ? sum / total : 0
    for (let at = 0; at < rows.length; at++) column[at] = source[rows[at]!]! - mean
    means[position] = mean
    return column
  })
  return { rows: rows.length, features, columns, means, total, ...(own === undefined ? {} : { weights: own }) }
}

/** Weights and the intercept that undoes the centring: answers on plain columns. */
export interface LinearFit {
  readonly weights: Float64Array
  readonly intercept: number
}

/** @returns rows long, added up feature by feature like the stored model does */
export function linearScores(matrix: Matrix, rows: Int32Array, fit: LinearFit): Float64Array {
  const scores = new Float64Array(rows.length).fill(fit.intercept)
  for (const [position, feature] of linearFeatures(matrix).entries()) {
    const column = matrix.columns[feature]!
    const weight = fit.weights[position]!
    for (let at = 0; at < rows.length; at++) scores[at] = scores[at]! + weight * column[rows[at]!]!
  }
  return scores
}

export function interceptOf(design: Design, weights: Float64Array, centre: number): number {
  let intercept = centre
  for (const [position, weight] of weights.entries()) intercept -= weight * design.means[position]!
  return intercept
}
