import { stableExp, stableExpm1 } from "../../base/index.ts"
import type { Additive, ContributionUnit } from "./attribute.ts"

/** Turns sums into answers, in place; outputs long. */
export type ToAnswers = (sums: Float64Array) => void

/**
 * The same contributions on the scale of the answer: each is multiplied by the mean slope of the answer between base and sum, so that
 * they still add up (integrated gradients along the straight line, Sundararajan and others 2017). For one output that is the quotient
 * of both differences. No Shapley values of the answer any more, but of one sign and order with those of the sum.
 */
export function onAnswerScale(sum: Additive, toAnswers: ToAnswers): Additive {
  const outputs = sum.base.length
  const base = sum.base.slice()
  toAnswers(base)
  const end = new Float64Array(outputs)
  const answers = new Float64Array(outputs)
  let own: Float64Array[] = []
  return {
    unit: "answer",
    exact: false,
    base,
    add: (columns, row, { output, to }) => {
      if (own[0]?.length !== to.length) own = Array.from({ length: outputs }, () => new Float64Array(to.length))
      for (const [other, contributions] of own.entries()) {
        contributions.fill(0)
        sum.add(columns, row, { output: other, to: contributions })
        end[other] = contributions.reduce((total, value) => total + value, sum.base[other]!)
      }
      answers.set(end)
      toAnswers(answers)
      const line: Line = { from: sum.base, to: end, output, change: answers[output]! - base[output]! }
      const slopes = outputs === 1 ? [quotient(line)] : meanSlopes(line, toAnswers)
      for (const [other, contributions] of own.entries()) {
        for (let feature = 0; feature < to.length; feature++) to[feature]! += slopes[other]! * contributions[feature]!
      }
    },
  }
}

/** From the base to the sums of a row, and what the answer of one output changes on the way. */
interface Line {
  readonly from: Float64Array
  readonly to: Float64Array
  readonly output: number
  readonly change: number
}

/** Where both ends are one, there is nothing to share out and any slope will do. */
function quotient({ from, to, change }: Line): number {
  const way = to[0]! - from[0]!
  return way === 0 ? 0 : change / way
}

/** By sum. The middle of each of some steps stands for it; what that leaves of the change is small and goes by the slopes' own shares. */
function meanSlopes({ from, to, output, change }: Line, toAnswers: ToAnswers): number[] {
  const slopes = new Array<number>(from.length).fill(0)
  const point = new Float64Array(from.length)
  const answerAt = (share: number, moved: number, by: number): number => {
    for (let other = 0; other < point.length; other++) point[other] = from[other]! + share * (to[other]! - from[other]!)
    point[moved]! += by
    toAnswers(point)
    return point[output]!
  }
  for (let step = 0; step < steps; step++) {
    const share = (step + 0.5) / steps
    for (let moved = 0; moved < point.length; moved++) {
      const rise = answerAt(share, moved, nudge) - answerAt(share, moved, -nudge)
      slopes[moved]! += rise / (2 * nudge * steps)
    }
  }
  const reached = slopes.reduce((sum, value, other) => sum + value * (to[other]! - from[other]!), 0)
  return reached === 0 ? slopes : slopes.map((value) => (value * change) / reached)
}

/** @param scale factor behind the way back from `log1p` */
export function linkOf(unit: ContributionUnit, scale: number): ToAnswers {
  switch (unit) {
    case "answer":
      return () => undefined
    case "log":
      return (sums) => {
        sums[0] = stableExp(Math.min(sums[0]!, LARGEST_EXPONENT))
      }
    case "log1p":
      return (sums) => {
        sums[0] = stableExpm1(Math.min(sums[0]!, LARGEST_EXPONENT)) * scale
      }
    case "logOdds":
      return (sums) => {
        sums[0] = 1 / (1 + stableExp(-sums[0]!))
      }
    case "score":
      return softmax
  }
}

function softmax(scores: Float64Array): void {
  const largest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  let total = 0
  for (let output = 0; output < scores.length; output++) {
    const power = stableExp(scores[output]! - largest)
    scores[output] = power
    total += power
  }
  for (let output = 0; output < scores.length; output++) scores[output]! /= total
}

const steps = 32
const nudge = 1e-6
/** exp of more is not finite. */
const LARGEST_EXPONENT = 709
