import { stableExp } from "../../base/index.ts"
import { linkOf, type Scored } from "./objective.ts"

/**
 * Raw scores to answers: the number, the positive probability, or one probability per class.
 *
 * @returns outputs x rows given
 */
export function answersOf(scored: Scored, rows: Int32Array): Float64Array[] {
  const raw = scored.scores.map((scores, output) =>
    Float64Array.from(rows, (row) => scores[row]! + scored.base[output]!),
  )
  switch (linkOf(scored.objective)) {
    case "identity":
      return raw
    case "log":
      return raw.map((scores) => scores.map((score) => stableExp(Math.min(score, largestExponent))))
    case "logit":
      return raw.map((scores) => scores.map((score) => 1 / (1 + stableExp(-score))))
    case "softmax":
      return softmaxColumns(raw)
  }
}

/** Probabilities in place of raw scores, row by row; over outputs they sum to one. */
export function softmaxColumns(raw: Float64Array[]): Float64Array[] {
  const rows = raw[0]!.length
  for (let row = 0; row < rows; row++) {
    let largest = Number.NEGATIVE_INFINITY
    for (const scores of raw) if (scores[row]! > largest) largest = scores[row]!
    let total = 0
    for (const scores of raw) {
      scores[row] = stableExp(scores[row]! - largest)
      total += scores[row]!
    }
    for (const scores of raw) scores[row] = scores[row]! / total
  }
  return raw
}

/** exp of more is not finite. */
const largestExponent = 709
