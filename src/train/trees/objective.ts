import type { TreesEstimator } from "../../model/index.ts"
import type { Task } from "../../schema/index.ts"
import { classShares, meanOf } from "../baseline.ts"
import { medianOf } from "../median.ts"

/** What boosting makes small: squared or absolute error, or the log loss of two or of many classes. */
export type Objective = "squared" | "absolute" | "logistic" | "softmax"

/** Errors of a number that boosting can make small. */
export type NumberLoss = Extract<Objective, "squared" | "absolute">

/** @param loss of a regression; the other tasks have but one */
export function objectiveOf(task: Task, loss: NumberLoss = "squared"): Objective {
  switch (task) {
    case "regression":
      return loss
    case "binary":
      return "logistic"
    case "multiclass":
      return "softmax"
  }
}

/** How raw scores become answers. */
export function linkOf(objective: Objective): TreesEstimator["link"] {
  switch (objective) {
    case "squared":
    case "absolute":
      return "identity"
    case "logistic":
      return "logit"
    case "softmax":
      return "softmax"
  }
}

/** Targets and raw scores of the rows; a raw score is `base + scores`. */
export interface Scored {
  readonly objective: Objective
  /** rows long */
  readonly target: Float64Array
  /** outputs long */
  readonly base: Float64Array
  /** outputs x rows: leaves added so far */
  readonly scores: readonly Float64Array[]
  /** outputs x rows: probabilities at the start of the round, over outputs they sum to one; empty but for softmax */
  readonly shares: readonly Float64Array[]
}

/** The best constant raw scores for some rows, rounded to float32 so that the order of rows cannot change a bit of a tree. */
export function baseScores(objective: Objective, target: Float64Array, { rows, outputs }: BaseRows): Float64Array {
  switch (objective) {
    case "squared":
      return Float64Array.of(Math.fround(meanOf(target, rows)))
    case "absolute":
      return Float64Array.of(Math.fround(medianOf(Float64Array.from(rows, (row) => target[row]!))))
    case "logistic": {
      const share = inside(classShares(target, rows, 2)[1]!, rows.length)
      return Float64Array.of(Math.fround(Math.log(share / (1 - share))))
    }
    case "softmax":
      return Float64Array.from(classShares(target, rows, outputs), (share) =>
        Math.fround(Math.log(inside(share, rows.length))),
      )
  }
}

interface BaseRows {
  readonly rows: Int32Array
  readonly outputs: number
}

/** A class without a row must not get probability 0, nor one with all rows probability 1. */
function inside(share: number, rows: number): number {
  return Math.min(1 - 0.5 / (rows + 1), Math.max(0.5 / (rows + 1), share))
}
