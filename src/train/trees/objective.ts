import type { Task } from "../../schema/index.ts"
import { classShares, meanOf } from "../baseline.ts"
import { workCost } from "../meter.ts"
import type { Workspace } from "./workspace.ts"

/** What boosting makes small: squared error, or the log loss of two or of many classes. */
export type Objective = "squared" | "logistic" | "softmax"

export function objectiveOf(task: Task): Objective {
  switch (task) {
    case "regression":
      return "squared"
    case "binary":
      return "logistic"
    case "multiclass":
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

export interface BaseRows {
  readonly rows: Int32Array
  readonly outputs: number
}

/** Fix the probabilities all outputs of a softmax round start from; nothing to do for the other objectives. */
export function beginRound(space: Workspace, { base, scores, shares }: Scored, sampled: number): void {
  const { index, meter } = space
  for (let at = 0; at < sampled && shares.length > 0; at++) {
    const row = index[at]!
    let largest = Number.NEGATIVE_INFINITY
    for (let output = 0; output < shares.length; output++) {
      const score = scores[output]![row]! + base[output]!
      shares[output]![row] = score
      if (score > largest) largest = score
    }
    let total = 0
    for (let output = 0; output < shares.length; output++) {
      const power = Math.exp(shares[output]![row]! - largest)
      shares[output]![row] = power
      total += power
    }
    for (let output = 0; output < shares.length; output++) shares[output]![row] = shares[output]![row]! / total
  }
  meter.spent += sampled * shares.length * workCost.exponentialRow
}

/** Write the gradient and hessian of one output for the first `sampled` rows of the workspace's index. */
export function fillGradients(space: Workspace, scored: Scored, { output, sampled }: GradientRows): void {
  switch (scored.objective) {
    case "squared":
      return fillSquared(space, scored, sampled)
    case "logistic":
      return fillLogistic(space, scored, sampled)
    case "softmax":
      return fillSoftmax(space, scored, { output, sampled })
  }
}

export interface GradientRows {
  readonly output: number
  readonly sampled: number
}

/** @returns sum over rows of the objective: half squared errors would order candidates the same, so whole ones are summed */
export function lossSum(scored: Scored, rows: Int32Array): number {
  switch (scored.objective) {
    case "squared":
      return squaredLoss(scored, rows)
    case "logistic":
      return logisticLoss(scored, rows)
    case "softmax":
      return softmaxLoss(scored, rows)
  }
}

/**
 * Raw scores to answers: the number, the positive probability, or one probability per class.
 *
 * @returns outputs x rows given
 */
export function answersOf(scored: Scored, rows: Int32Array): Float64Array[] {
  const raw = scored.scores.map((scores, output) =>
    Float64Array.from(rows, (row) => scores[row]! + scored.base[output]!),
  )
  switch (scored.objective) {
    case "squared":
      return raw
    case "logistic":
      return raw.map((scores) => scores.map((score) => 1 / (1 + Math.exp(-score))))
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
      scores[row] = Math.exp(scores[row]! - largest)
      total += scores[row]!
    }
    for (const scores of raw) scores[row] = scores[row]! / total
  }
  return raw
}

function fillSquared({ index, packed }: Workspace, { target, base, scores }: Scored, sampled: number): void {
  const [sums, start] = [scores[0]!, base[0]!]
  for (let at = 0; at < sampled; at++) {
    const row = index[at]!
    packed[row] = sums[row]! + start - target[row]!
  }
}

function fillLogistic(space: Workspace, { target, base, scores }: Scored, sampled: number): void {
  const { index, packed, hessian, meter } = space
  const [sums, start] = [scores[0]!, base[0]!]
  for (let at = 0; at < sampled; at++) {
    const row = index[at]!
    const share = 1 / (1 + Math.exp(-(sums[row]! + start)))
    packed[row] = share - target[row]!
    hessian[row] = share * (1 - share)
  }
  meter.spent += sampled * workCost.exponentialRow
}

/** With k classes the diagonal hessian is scaled by k / (k - 1), which makes up for updating all outputs at once (Friedman 2001). */
function fillSoftmax({ index, packed, hessian }: Workspace, scored: Scored, { output, sampled }: GradientRows): void {
  const { target, shares } = scored
  const own = shares[output]!
  const scale = shares.length / (shares.length - 1)
  for (let at = 0; at < sampled; at++) {
    const row = index[at]!
    const share = own[row]!
    packed[row] = target[row] === output ? share - 1 : share
    hessian[row] = scale * share * (1 - share)
  }
}

function squaredLoss({ target, base, scores }: Scored, rows: Int32Array): number {
  const [sums, start] = [scores[0]!, base[0]!]
  let total = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const error = sums[row]! + start - target[row]!
    total += error * error
  }
  return total
}

function logisticLoss({ target, base, scores }: Scored, rows: Int32Array): number {
  const [sums, start] = [scores[0]!, base[0]!]
  let total = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const score = sums[row]! + start
    total += softplus(target[row] === 1 ? -score : score)
  }
  return total
}

function softmaxLoss({ target, base, scores }: Scored, rows: Int32Array): number {
  const classes = scores.length
  let total = 0
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!
    const truth = target[row]!
    const own = scores[truth]![row]! + base[truth]!
    let sum = 0
    for (let other = 0; other < classes; other++) sum += Math.exp(scores[other]![row]! + base[other]! - own)
    total += Math.log(sum)
  }
  return total
}

/** log(1 + exp(x)) without overflow. */
function softplus(value: number): number {
  return value > 0 ? value + Math.log1p(Math.exp(-value)) : Math.log1p(Math.exp(value))
}

/** A class without a row must not get probability 0, nor one with all rows probability 1. */
function inside(share: number, rows: number): number {
  return Math.min(1 - 0.5 / (rows + 1), Math.max(0.5 / (rows + 1), share))
}
