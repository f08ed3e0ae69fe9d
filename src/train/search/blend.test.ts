import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { rmse } from "../samples.ts"
import { clearlyBetter, greedyBlend } from "./blend.ts"

const random = seededRandom(4)
const truth = Float64Array.from({ length: 400 }, () => random.normal())
const noisy = (noise: number): Float64Array[] => [truth.map((value) => value + noise * random.normal())]

describe("greedyBlend", () => {
  test("answers whose errors are independent are mixed and beat each alone", () => {
    const answers = [noisy(1), noisy(1), noisy(1)]
    const blend = greedyBlend({ truth, answers, score: rmse }, 0)
    expect(blend.weights.size).toBe(3)
    expect([...blend.weights.values()].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
    for (const alone of answers) expect(blend.score).toBeLessThan(rmse.of(truth, alone))
  })

  test("an answer that only adds noise is left out", () => {
    const blend = greedyBlend({ truth, answers: [noisy(0.05), noisy(3)], score: rmse }, 0)
    expect([...blend.weights]).toEqual([[0, 1]])
  })

  test("a score that is better when higher is climbed", () => {
    const score = {
      name: "minus",
      lowerIsBetter: false,
      of: (...given: Parameters<typeof rmse.of>) => -rmse.of(...given),
    }
    expect(greedyBlend({ truth, answers: [noisy(1), noisy(1)], score }, 0).weights.size).toBe(2)
  })
})

describe("clearlyBetter", () => {
  test("is true of a real difference and false of none", () => {
    const answers = noisy(1)
    expect(clearlyBetter(rmse, truth, { first: noisy(0.5), second: answers })).toBe(true)
    expect(clearlyBetter(rmse, truth, { first: answers, second: answers })).toBe(false)
  })
})
