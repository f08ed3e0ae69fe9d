import { stableExp, stableExpm1, stableLog } from "../../base/index.ts"
import { CALIBRATION_FLOOR, type CalibrationMap } from "../estimator.ts"
import { compileCalibration } from "../run-calibrated.ts"
import type { Additive, ContributionUnit } from "./attribute.ts"

/** The answer of one output where the sums stand; fills their slopes: by how much it grows with each of them. */
export type AnswerOf = (output: number) => number

/** Of all parts, one behind the other, each as long as it has outputs. */
export interface Sums {
  readonly values: Float64Array
  readonly slopes: Float64Array
}

/** Sums and how an answer is made of them. */
export interface Composition {
  readonly parts: readonly Additive[]
  readonly outputs: number
  /** An answer is no weighted sum of them. */
  readonly bends: boolean
  open(sums: Sums): AnswerOf
}

/** @param scale factor behind the way back from `log1p` */
export function compositionOf(part: Additive, scale = 1): Composition {
  return {
    parts: [part],
    outputs: part.base.length,
    bends: part.unit !== "answer",
    open: (sums) => linkOf(part.unit, scale, sums),
  }
}

/** Answers added up by weight. */
export function mixed(members: readonly Composition[], weights: readonly number[]): Composition {
  return {
    parts: members.flatMap(({ parts }) => parts),
    outputs: members[0]!.outputs,
    bends: members.some(({ bends }) => bends),
    open: ({ values, slopes }) => {
      let at = 0
      const opened = members.map((member, place) => {
        const end = at + sumsIn(member.parts)
        const own = { values: values.subarray(at, end), slopes: slopes.subarray(at, end) }
        at = end
        return { answerOf: member.open(own), slopes: own.slopes, weight: weights[place]! }
      })
      return (output) => {
        let answer = 0
        for (const { answerOf, slopes: own, weight } of opened) {
          answer += weight * answerOf(output)
          for (let place = 0; place < own.length; place++) own[place]! *= weight
        }
        return answer
      }
    },
  }
}

/**
 * Probabilities corrected. A correction may rise in steps, whose slopes tell nothing; those here are of one that moves all log odds
 * alike, which is what corrections come to.
 */
export function corrected(inner: Composition, map: CalibrationMap): Composition {
  const correct = compileCalibration(map)
  const { outputs } = inner
  const columns = Array.from({ length: outputs }, () => new Float64Array(1))
  return {
    parts: inner.parts,
    outputs,
    bends: true,
    open: (sums) => {
      const answerOf = inner.open(sums)
      return (output) => {
        for (let other = 0; other < outputs; other++) if (other !== output) columns[other]![0] = answerOf(other)
        const given = answerOf(output)
        columns[output]![0] = given
        correct(columns, 1)
        const answer = columns[output]![0]!
        const ratio = spread(answer) / spread(given)
        for (let place = 0; place < sums.slopes.length; place++) sums.slopes[place]! *= ratio
        return answer
      }
    },
  }
}

/** By how much a probability grows with its log odds. */
export function spread(probability: number): number {
  const share = within(probability)
  return share * (1 - share)
}

/** @returns log(p / (1 - p)) */
export function logOdds(probability: number): number {
  const share = within(probability)
  return stableLog(share) - stableLog(1 - share)
}

const within = (share: number): number => Math.min(1 - CALIBRATION_FLOOR, Math.max(CALIBRATION_FLOOR, share))

export function sumsIn(parts: readonly Additive[]): number {
  return parts.reduce((count, { base }) => count + base.length, 0)
}

function linkOf(unit: ContributionUnit, scale: number, { values, slopes }: Sums): AnswerOf {
  switch (unit) {
    case "answer":
      return (output) => {
        slopes.fill(0)
        slopes[output] = 1
        return values[output]!
      }
    case "log":
      return () => {
        const answer = stableExp(Math.min(values[0]!, LARGEST_EXPONENT))
        slopes[0] = answer
        return answer
      }
    case "log1p":
      return () => {
        const exponent = Math.min(values[0]!, LARGEST_EXPONENT)
        slopes[0] = stableExp(exponent) * scale
        return stableExpm1(exponent) * scale
      }
    case "logOdds":
      return () => {
        const share = 1 / (1 + stableExp(-values[0]!))
        slopes[0] = share * (1 - share)
        return share
      }
    case "score":
      return softmaxOf({ values, slopes })
  }
}

function softmaxOf({ values, slopes }: Sums): AnswerOf {
  return (output) => {
    const largest = values.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
    let total = 0
    for (let other = 0; other < values.length; other++) {
      slopes[other] = stableExp(values[other]! - largest)
      total += slopes[other]!
    }
    const share = slopes[output]! / total
    for (let other = 0; other < values.length; other++)
      slopes[other] = share * ((other === output ? 1 : 0) - slopes[other]! / total)
    return share
  }
}

/** exp of more is not finite. */
const LARGEST_EXPONENT = 709
