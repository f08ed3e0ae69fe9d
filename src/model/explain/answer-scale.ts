import type { Additive, ContributionUnit } from "./attribute.ts"

export interface Carried {
  readonly outputs: number
  /** Factor behind `log1p`'s way back. */
  readonly scale: number
}

/**
 * The same contributions on the scale of the answer: each is multiplied by the mean slope of the link between base and answer, so
 * that they still add up (integrated gradients along the straight line, Sundararajan and others 2017). For one output that is the
 * quotient of both differences. No Shapley values of the answer any more, but of one sign and order with those of the sum.
 */
export function onAnswerScale(sum: Additive, { outputs, scale }: Carried): Additive {
  const link = linkOf(sum.unit, scale)
  const base = sum.base.slice()
  link(base)
  const ends = { from: sum.base, to: new Float64Array(outputs), carried: new Float64Array(outputs) }
  let own: Float64Array[] = []
  return {
    unit: "answer",
    base,
    add: (columns, row, { output, to }) => {
      if (own[0]?.length !== to.length) own = Array.from({ length: outputs }, () => new Float64Array(to.length))
      for (const [other, contributions] of own.entries()) {
        contributions.fill(0)
        sum.add(columns, row, { output: other, to: contributions })
        ends.to[other] = contributions.reduce((total, value) => total + value, sum.base[other]!)
      }
      ends.carried.set(ends.to)
      link(ends.carried)
      const slopes =
        outputs === 1
          ? [slope(ends, base[0]!)]
          : softmaxSlopes(ends, { output, change: ends.carried[output]! - base[output]! })
      for (const [other, contributions] of own.entries()) {
        for (let feature = 0; feature < to.length; feature++) to[feature]! += slopes[other]! * contributions[feature]!
      }
    },
  }
}

interface Ends {
  readonly from: Float64Array
  readonly to: Float64Array
  /** `to` behind the link. */
  readonly carried: Float64Array
}

/** Where both ends are one, there is nothing to share out and any slope will do. */
function slope({ from, to, carried }: Ends, base: number): number {
  const change = to[0]! - from[0]!
  return change === 0 ? 0 : (carried[0]! - base) / change
}

/**
 * Mean slope of one probability by each score. The middle of each of some steps stands for it; what that leaves of the change is
 * small and goes by the slopes' own shares.
 */
function softmaxSlopes({ from, to }: Ends, wanted: { readonly output: number; readonly change: number }): number[] {
  const slopes = new Array<number>(from.length).fill(0)
  const point = new Float64Array(from.length)
  for (let step = 0; step < pathSteps; step++) {
    const share = (step + 0.5) / pathSteps
    for (let output = 0; output < point.length; output++) {
      point[output] = from[output]! + share * (to[output]! - from[output]!)
    }
    softmax(point)
    const own = point[wanted.output]!
    for (let output = 0; output < point.length; output++) {
      slopes[output]! += (own * ((output === wanted.output ? 1 : 0) - point[output]!)) / pathSteps
    }
  }
  const reached = slopes.reduce((sum, value, output) => sum + value * (to[output]! - from[output]!), 0)
  return reached === 0 ? slopes : slopes.map((value) => (value * wanted.change) / reached)
}

function linkOf(unit: ContributionUnit, scale: number): (sums: Float64Array) => void {
  switch (unit) {
    case "answer":
      return () => undefined
    case "log":
      return (sums) => {
        sums[0] = Math.exp(Math.min(sums[0]!, LARGEST_EXPONENT))
      }
    case "log1p":
      return (sums) => {
        sums[0] = Math.expm1(Math.min(sums[0]!, LARGEST_EXPONENT)) * scale
      }
    case "logOdds":
      return (sums) => {
        sums[0] = 1 / (1 + Math.exp(-sums[0]!))
      }
    case "score":
      return softmax
  }
}

function softmax(scores: Float64Array): void {
  const largest = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  let total = 0
  for (let output = 0; output < scores.length; output++) total += scores[output] = Math.exp(scores[output]! - largest)
  for (let output = 0; output < scores.length; output++) scores[output]! /= total
}

const pathSteps = 64
/** exp of more is not finite. */
const LARGEST_EXPONENT = 709
