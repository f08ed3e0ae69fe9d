import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { rmse } from "../samples.ts"
import { clearlyBetter, greedyWeights, mixAnswers } from "./blend.ts"

const random = seededRandom(4)
const truth = Float64Array.from({ length: 400 }, () => random.normal())
const rows = Int32Array.from(truth.keys())
const noisy = (noise: number): Float64Array[] => [truth.map((value) => value + noise * random.normal())]

describe("greedyWeights", () => {
  test("answers whose errors are independent are mixed and beat each alone", () => {
    const answers = [noisy(1), noisy(1), noisy(1)]
    const weights = greedyWeights({ truth, answers, score: rmse }, 0)
    expect(weights.size).toBe(3)
    expect([...weights.values()].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
    const mixed = rmse.of(truth, mixAnswers(answers, weights))
    for (const alone of answers) expect(mixed).toBeLessThan(rmse.of(truth, alone))
  })

  test("an answer that only adds noise is left out", () => {
    const weights = greedyWeights({ truth, answers: [noisy(0.05), noisy(3)], score: rmse }, 0)
    expect([...weights]).toEqual([[0, 1]])
  })

  test("a score that is better when higher is climbed", () => {
    const score = {
      name: "minus",
      lowerIsBetter: false,
      of: (...given: Parameters<typeof rmse.of>) => -rmse.of(...given),
    }
    expect(greedyWeights({ truth, answers: [noisy(1), noisy(1)], score }, 0).size).toBe(2)
  })
})

describe("clearlyBetter", () => {
  test("is true of a real difference and false of none", () => {
    const answers = noisy(1)
    expect(clearlyBetter(rmse, truth, { first: noisy(0.5), second: answers, rows })).toBe(true)
    expect(clearlyBetter(rmse, truth, { first: answers, second: answers, rows })).toBe(false)
  })
})
