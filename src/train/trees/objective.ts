import type { TreesEstimator } from "../../model/index.ts"
import type { Task } from "../../schema/index.ts"
import { type Counted, classShares, meanOf, quantileAmong } from "../baseline.ts"

/** Errors of a number that boosting can make small. */
export type NumberLoss =
  | { readonly kind: "squared" }
  | { readonly kind: "absolute" }
  /** Pinball loss: this share of the truths is to lie below the answer. */
  | { readonly kind: "quantile"; readonly share: number }
  /** Squared errors up to `delta`, in the target's unit, and absolute ones beyond (Huber 1964). */
  | { readonly kind: "huber"; readonly delta: number }
  /** Counts, whose logarithm is learnt; half the deviance. */
  | { readonly kind: "poisson" }
  /** Amounts of which many are zero; their variance grows with this power of their mean, between 1 and 2. */
  | { readonly kind: "tweedie"; readonly power: number }

/** What boosting makes small: an error of a number, or the log loss of two or of many classes. */
export type Objective = NumberLoss | { readonly kind: "logistic" } | { readonly kind: "softmax" }

/** @param loss of a regression; the other tasks have but one */
export function objectiveOf(task: Task, loss: NumberLoss = { kind: "squared" }): Objective {
  switch (task) {
    case "regression":
      return loss
    case "binary":
      return { kind: "logistic" }
    case "multiclass":
      return { kind: "softmax" }
  }
}

/** How raw scores become answers. */
export function linkOf({ kind }: Objective): TreesEstimator["link"] {
  switch (kind) {
    case "squared":
    case "absolute":
    case "quantile":
    case "huber":
      return "identity"
    case "poisson":
    case "tweedie":
      return "log"
    case "logistic":
      return "logit"
    case "softmax":
      return "softmax"
  }
}

/** 2 where rows differ in their hessian, 1 where it is their count. */
export function lanesOf({ kind }: Objective, weighted = false): 1 | 2 {
  if (weighted) return 2
  switch (kind) {
    case "squared":
    case "absolute":
    case "quantile":
    case "huber":
      return 1
    case "poisson":
    case "tweedie":
    case "logistic":
    case "softmax":
      return 2
  }
}

/** Targets and raw scores of the rows; a raw score is `base + scores`. */
export interface Scored {
  readonly objective: Objective
  /** rows long */
  readonly target: Float64Array
  /** rows long; how much each counts, the same when absent */
  readonly weights?: Float64Array
  /** outputs long */
  readonly base: Float64Array
  /** outputs x rows: leaves added so far */
  readonly scores: readonly Float64Array[]
  /** outputs x rows: probabilities at the start of the round, over outputs they sum to one; empty but for softmax */
  readonly shares: readonly Float64Array[]
}

/** The best constant raw scores for some rows, rounded to float32 so that the order of rows cannot change a bit of a tree. */
export function baseScores(objective: Objective, counted: Counted, { rows, outputs }: BaseRows): Float64Array {
  switch (objective.kind) {
    case "squared":
      return Float64Array.of(Math.fround(meanOf(counted, rows)))
    case "absolute":
    case "huber":
      return Float64Array.of(Math.fround(quantileAmong(counted, rows, 0.5)))
    case "quantile":
      return Float64Array.of(Math.fround(quantileAmong(counted, rows, objective.share)))
    case "poisson":
    case "tweedie":
      return Float64Array.of(Math.fround(Math.log(Math.max(meanOf(counted, rows), smallestMean))))
    case "logistic": {
      const share = inside(classShares(counted, rows, 2)[1]!, rows.length)
      return Float64Array.of(Math.fround(Math.log(share / (1 - share))))
    }
    case "softmax":
      return Float64Array.from(classShares(counted, rows, outputs), (share) =>
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

/** Of counts that are all zero; its logarithm is finite. */
const smallestMean = 1e-10
