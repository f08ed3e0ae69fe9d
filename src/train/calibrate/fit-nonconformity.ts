import type { NonconformityTable } from "../../model/index.ts"
import type { OutOfFold } from "../input.ts"

/**
 * What prediction sets are made of, from probabilities of rows that the fits had not seen.
 *
 * @param target rows of the matrix long; the index of the class
 * @returns undefined for fewer than `fewestRows` rows
 */
export function fitNonconformity({ rows, answers }: OutOfFold, target: Float64Array): NonconformityTable | undefined {
  if (answers.length === 0 || rows.length < fewestRows) return undefined
  const scores = Float64Array.from(rows, (row, place) => 1 - probabilityOf(answers, target[row]!, place)).sort()
  const kept = Math.min(mostScores, scores.length)
  const ranks = Array.from({ length: kept }, (_, place) => Math.ceil((place * (scores.length - 1)) / (kept - 1)))
  return { rows: scores.length, scores: ranks.map((rank) => roundedUp(scores[rank]!)) }
}

/** Of a class at a place of the answers; two classes share one output, the probability of the second. */
function probabilityOf(answers: OutOfFold["answers"], label: number, place: number): number {
  const [first] = answers
  if (answers.length > 1) return answers[label]![place]!
  return label === 1 ? first![place]! : 1 - first![place]!
}

/** Six decimals are more than any set needs; sets must not lose the class they were made for by it. */
function roundedUp(score: number): number {
  return Math.min(1, Math.max(0, Math.ceil(score * 1e6) / 1e6))
}

const fewestRows = 20
const mostScores = 501
