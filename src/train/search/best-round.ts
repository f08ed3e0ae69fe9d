import { answersOf } from "../trees/answers.ts"
import type { Booster } from "../trees/booster.ts"
import { lossSum } from "../trees/loss.ts"

/** What boosting all folds in step was like when their common loss was least. */
export interface BestRound {
  loss: number
  rounds: number
  /** outputs x scored rows */
  readonly answers: readonly Float64Array[]
}

/** Of the held-out rows of all folds. */
export const commonLoss = (boosters: readonly Booster[]): number =>
  boosters.reduce((sum, { scored, watch }) => sum + lossSum(scored, watch), 0)

/** This round is the best so far. */
export function keepBest(boosters: readonly Booster[], best: BestRound, rounds: number): void {
  best.loss = commonLoss(boosters)
  best.rounds = rounds
  keepAnswers(boosters, best.answers)
}

function keepAnswers(boosters: readonly Booster[], answers: readonly Float64Array[]): void {
  let first = 0
  for (const { scored, watch } of boosters) {
    for (const [output, values] of answersOf(scored, watch).entries()) answers[output]!.set(values, first)
    first += watch.length
  }
}
