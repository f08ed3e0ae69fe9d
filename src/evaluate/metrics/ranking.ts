import type { RowCounts } from "./kernel.ts"

/** Rows ordered by falling score, ties marked, so that many resamplings share one sort. */
export interface Ranking {
  /** rows long; row indices, highest score first */
  readonly order: Int32Array
  /** rows long, by position; 1 where the next position has a lower score or there is none */
  readonly groupEnd: Uint8Array
  /** rows long, by position; 1 when the row belongs to the positive class */
  readonly positive: Uint8Array
}

/**
 * @param score rows long
 * @param truth rows long; class indices
 * @param positiveClass the class ranked against all others
 */
export function rankRows(score: Float64Array, truth: Float64Array, positiveClass: number): Ranking {
  const order = Int32Array.from(score, (_score, row) => row).sort((a, b) => score[b]! - score[a]!)
  const groupEnd = new Uint8Array(order.length)
  const positive = new Uint8Array(order.length)
  for (let position = 0; position < order.length; position++) {
    const row = order[position]!
    const next = order[position + 1]
    groupEnd[position] = next === undefined || score[next] !== score[row] ? 1 : 0
    positive[position] = truth[row] === positiveClass ? 1 : 0
  }
  return { order, groupEnd, positive }
}

/**
 * Area under the ROC curve: the chance that a positive row has a higher score than a negative one, ties counting half.
 *
 * @param counts rows long; how often each row was drawn, once each when absent
 * @returns NaN unless both classes occur
 */
export function areaUnderRoc(ranking: Ranking, counts?: RowCounts): number {
  const { order, groupEnd, positive } = ranking
  let positivesAbove = 0
  let negatives = 0
  let wins = 0
  let groupPositives = 0
  let groupNegatives = 0
  for (let position = 0; position < order.length; position++) {
    const weight = counts === undefined ? 1 : counts[order[position]!]!
    if (positive[position] === 1) groupPositives += weight
    else groupNegatives += weight
    if (groupEnd[position] === 0) continue
    wins += groupNegatives * (positivesAbove + groupPositives / 2)
    positivesAbove += groupPositives
    negatives += groupNegatives
    groupPositives = 0
    groupNegatives = 0
  }
  return wins / (positivesAbove * negatives)
}

/**
 * Precision at every distinct score, weighted by the recall gained there: `sum (R_k - R_{k-1}) P_k`.
 *
 * @returns NaN unless the positive class occurs
 */
export function averagePrecision(ranking: Ranking, counts?: RowCounts): number {
  const { order, groupEnd, positive } = ranking
  let drawn = 0
  let positives = 0
  let groupPositives = 0
  let total = 0
  for (let position = 0; position < order.length; position++) {
    const weight = counts === undefined ? 1 : counts[order[position]!]!
    drawn += weight
    if (positive[position] === 1) groupPositives += weight
    if (groupEnd[position] === 0 || groupPositives === 0) continue
    positives += groupPositives
    total += (groupPositives * positives) / drawn
    groupPositives = 0
  }
  return total / positives
}
