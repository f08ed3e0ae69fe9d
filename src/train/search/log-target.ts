import { stableExpm1 } from "../../base/index.ts"
import type { TrainInput } from "../input.ts"
import { seekOf } from "../seek.ts"

/** Logarithms are worth a try: the numbers are not negative and lean far to the right, or the metric asks for logarithms. */
export function logTargetFits(input: TrainInput, metric: string): "no" | "try" | "only" {
  // trees that are gone on from have their own way
  if (input.task !== "regression" || input.start !== undefined) return "no"
  // other losses have a meaning in the target's own unit only
  if (input.loss !== undefined && input.loss.kind !== "squared" && input.loss.kind !== "absolute") return "no"
  let smallest = Number.POSITIVE_INFINITY
  for (const value of input.target) smallest = Math.min(smallest, value)
  if (smallest < 0) return "no"
  if (seekOf(metric) === "log-mean") return "only"
  return skewness(input.target) > fairlySkewed ? "try" : "no"
}

export function targetOf(input: TrainInput, logTarget: boolean): Float64Array {
  return logTarget ? input.target.map(Math.log1p) : input.target
}

/**
 * Answers in the target's own unit from answers in logarithms. For a metric that seeks the mean they are scaled so that their
 * mean is the truth's, which is what Duan's smearing factor is for; it is kept within bounds, because one huge row can move it.
 *
 * @param answers log answers, out of fold
 */
export function fromLogarithms(answers: Float64Array, truth: Float64Array, metric: string): ScaledAnswers {
  const plain = answers.map((answer) => stableExpm1(Math.min(answer, largestExponent)))
  if (seekOf(metric) !== "mean") return { answers: plain, scale: 1 }
  const ratio = sum(truth) / sum(plain)
  const scale = Number.isFinite(ratio) ? Math.min(largestScale, Math.max(1 / largestScale, ratio)) : 1
  return { answers: plain.map((answer) => answer * scale), scale }
}

/** @param scale of answers in logarithms; without one they are in the target's unit */
export function fromLogarithmsScaled(answers: readonly Float64Array[], scale?: number): readonly Float64Array[] {
  if (scale === undefined) return answers
  return answers.map((column) => column.map((answer) => stableExpm1(Math.min(answer, largestExponent)) * scale))
}

export interface ScaledAnswers {
  readonly answers: Float64Array
  readonly scale: number
}

function skewness(values: Float64Array): number {
  const mean = sum(values) / values.length
  let second = 0
  let third = 0
  for (const value of values) {
    const away = value - mean
    second += away * away
    third += away * away * away
  }
  const deviation = Math.sqrt(second / values.length)
  return deviation > 0 ? third / values.length / deviation ** 3 : 0
}

function sum(values: Float64Array): number {
  let total = 0
  for (const value of values) total += value
  return total
}

const fairlySkewed = 1
const largestScale = 1.5
/** exp of more is not finite. */
const largestExponent = 709
