/** How far a classifier was from the truth on rows it had not seen: what prediction sets are made of. Plain JSON. */
export interface NonconformityTable {
  /** Rows the scores come from. */
  readonly rows: number
  /** 1 - probability of the true class, at even ranks from the least to the greatest; ascending. */
  readonly scores: readonly number[]
}

/** What would make prediction sets fail, in words; undefined when the table is sound. */
export function nonconformityFault({ rows, scores }: NonconformityTable): string | undefined {
  const ascend = scores.every(
    (score, place) => score >= 0 && score <= 1 && (place === 0 || score >= scores[place - 1]!),
  )
  return scores.length < 2 || scores.length > rows || !ascend
    ? "its nonconformity scores must ascend from 0 to 1"
    : undefined
}
