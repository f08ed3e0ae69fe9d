import type { Score } from "../input.ts"

/** Mean negative log-likelihood of the true classes: what choices are made by that a coarser metric would leave to chance. */
export const logLoss: Pick<Score, "lowerIsBetter" | "of"> = {
  lowerIsBetter: true,
  of: (truth, answers, weights) => {
    let sum = 0
    let total = 0
    for (const [row, label] of truth.entries()) {
      const weight = weights === undefined ? 1 : weights[row]!
      sum -= weight * Math.log(Math.max(shareOf(answers, label, row), smallestShare))
      total += weight
    }
    return sum / total
  },
}

/** Probability given to a class; two classes have one column, that of the second. */
export function shareOf(answers: readonly Float64Array[], label: number, row: number): number {
  if (answers.length > 1) return answers[label]![row]!
  return label === 1 ? answers[0]![row]! : 1 - answers[0]![row]!
}

/** log(0) would let one row decide. */
export const smallestShare = 1e-15
