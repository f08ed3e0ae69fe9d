import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { rmse } from "../samples.ts"
import { mixAnswers } from "./blend.ts"
import { stackWeights } from "./stack.ts"

const random = seededRandom(8)
const truth = Float64Array.from({ length: 2000 }, () => random.normal())
const noisy = (noise: number): Float64Array[] => [truth.map((value) => value + noise * random.normal())]

describe("stackWeights", () => {
  test("independent errors are weighed by the inverse of their variance", () => {
    const weights = stackWeights({ truth, answers: [noisy(1), noisy(2)], seek: "mean" })
    expect(weights[0]).toBeCloseTo(0.8, 1)
    expect(weights[1]).toBeCloseTo(0.2, 1)
  })

  test("weights are never negative, sum to one, and no single candidate has a smaller error than the mixture", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: 2, maxLength: 5 }), (noises) => {
        const answers = noises.map(noisy)
        const weights = stackWeights({ truth, answers, seek: "mean" })
        expect(Math.min(...weights)).toBeGreaterThanOrEqual(0)
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
        const mixed = rmse.of(truth, mixAnswers(answers, new Map(weights.entries())))
        for (const alone of answers) expect(mixed).toBeLessThanOrEqual(rmse.of(truth, alone) * 1.001)
      }),
      { numRuns: 10 },
    )
  })

  test("of probabilities, the one that knows the truth gets the weight", () => {
    const labels = Float64Array.from({ length: 500 }, () => random.integer(2))
    const knowing = [labels.map((label) => (label === 1 ? 0.9 : 0.1))]
    const guessing = [labels.map(() => random.next())]
    const weights = stackWeights({ truth: labels, answers: [guessing, knowing], seek: undefined })
    expect(weights[1]).toBeGreaterThan(0.95)
  })

  test("errors of logarithms are made small for a metric that compares those", () => {
    const large = truth.map((value) => Math.exp(8 + value))
    const off = (factor: number): Float64Array[] => [large.map((value) => value * factor)]
    const weights = stackWeights({ truth: large, answers: [off(0.5), off(2)], seek: "log-mean" })
    expect(weights[0]).toBeCloseTo(0.5, 2)
  })
})
