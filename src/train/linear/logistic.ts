import { type WorkMeter, workCost } from "../meter.ts"
import { type Design, interceptOf, type LinearFit } from "./design.ts"
import { minimise } from "./lbfgs.ts"

/**
 * Logistic regression for several penalties, the strongest first and each starting from the one before: weights that make
 * `weighted mean log loss + penalty / 2 x |w|^2` smallest.
 *
 * @param target as long as the design has rows; class indices
 * @returns per penalty one fit per output: one output for two classes, one per class otherwise
 */
export function fitLogistic(design: Design, target: Float64Array, options: LogisticOptions): LinearFit[][] {
  const { outputs, penalties, meter } = options
  const width = design.features.length + 1
  const space = newSpace(design, target, outputs)
  let point = new Float64Array(outputs * width)
  const fits: LinearFit[][] = penalties.map(() => [])
  const strongestFirst = penalties.map((_, at) => at).sort((a, b) => penalties[b]! - penalties[a]!)
  for (const at of strongestFirst) {
    const evaluate = (here: Float64Array, gradient: Float64Array): number => {
      meter.spent += logisticCost(design.rows, design.features.length, outputs)
      return penalisedLoss(space, { point: here, penalty: penalties[at]! }, gradient)
    }
    point = Float64Array.from(minimise(evaluate, point, { tolerance: 1e-6, maxIterations: options.maxIterations }))
    fits[at] = Array.from({ length: outputs }, (_, output) => fitOf(design, point, output))
  }
  return fits
}

export interface LogisticOptions {
  /** 1 for two classes, the number of classes otherwise. */
  readonly outputs: number
  readonly penalties: readonly number[]
  readonly maxIterations: number
  readonly meter: WorkMeter
}

/** @returns nanoseconds of the reference core for one look at the loss and its gradient */
export function logisticCost(rows: number, features: number, outputs: number): number {
  return 2 * rows * outputs * ((features + 1) * workCost.multiplyAdd + workCost.exponentialRow / 2)
}

interface LogisticSpace {
  readonly design: Design
  readonly target: Float64Array
  /** outputs x rows: scores, then what each row pulls at its score */
  readonly scores: readonly Float64Array[]
}

function newSpace(design: Design, target: Float64Array, outputs: number): LogisticSpace {
  return { design, target, scores: Array.from({ length: outputs }, () => new Float64Array(design.rows)) }
}

interface LossAt {
  /** outputs x (features + 1), the intercept last */
  readonly point: Float64Array
  readonly penalty: number
}

function penalisedLoss(space: LogisticSpace, { point, penalty }: LossAt, gradient: Float64Array): number {
  const { design, scores } = space
  const width = design.features.length + 1
  for (const [output, score] of scores.entries()) fillScores(design, point.subarray(output * width), score)
  const loss = scores.length === 1 ? binaryPull(space) : softmaxPull(space)
  let penalised = loss / design.total
  for (const [output, pull] of scores.entries()) {
    const first = output * width
    for (let feature = 0; feature < width - 1; feature++) {
      const weight = point[first + feature]!
      gradient[first + feature] = dot(design.columns[feature]!, pull) / design.total + penalty * weight
      penalised += (penalty / 2) * weight * weight
    }
    let sum = 0
    for (const value of pull) sum += value
    gradient[first + width - 1] = sum / design.total
  }
  return penalised
}

function fillScores(design: Design, point: Float64Array, scores: Float64Array): void {
  scores.fill(point[design.features.length]!)
  for (const [feature, column] of design.columns.entries()) {
    const weight = point[feature]!
    if (weight === 0) continue
    for (let row = 0; row < scores.length; row++) scores[row] = scores[row]! + weight * column[row]!
  }
}

/** Replace scores by probability less truth; returns the summed log loss. */
function binaryPull({ design, scores, target }: LogisticSpace): number {
  const values = scores[0]!
  let loss = 0
  for (let row = 0; row < values.length; row++) {
    const score = values[row]!
    const truth = target[row]!
    const power = Math.exp(-Math.abs(score))
    const weight = design.weights === undefined ? 1 : design.weights[row]!
    loss += weight * (Math.log1p(power) + Math.max(score, 0) - truth * score)
    values[row] = weight * ((score >= 0 ? 1 / (1 + power) : power / (1 + power)) - truth)
  }
  return loss
}

function softmaxPull({ design, scores, target }: LogisticSpace): number {
  const rows = target.length
  let loss = 0
  for (let row = 0; row < rows; row++) {
    let top = Number.NEGATIVE_INFINITY
    for (let output = 0; output < scores.length; output++) top = Math.max(top, scores[output]![row]!)
    const truth = target[row]!
    const weight = design.weights === undefined ? 1 : design.weights[row]!
    const own = scores[truth]![row]! - top
    let total = 0
    for (let output = 0; output < scores.length; output++) {
      const power = Math.exp(scores[output]![row]! - top)
      scores[output]![row] = power
      total += power
    }
    loss += weight * (Math.log(total) - own)
    for (let output = 0; output < scores.length; output++) {
      scores[output]![row] = weight * (scores[output]![row]! / total - (output === truth ? 1 : 0))
    }
  }
  return loss
}

function fitOf(design: Design, point: Float64Array, output: number): LinearFit {
  const width = design.features.length + 1
  const weights = point.slice(output * width, output * width + width - 1)
  return { weights, intercept: interceptOf(design, weights, point[output * width + width - 1]!) }
}

function dot(column: Float32Array, values: Float64Array): number {
  let sum = 0
  for (let row = 0; row < values.length; row++) sum += column[row]! * values[row]!
  return sum
}
