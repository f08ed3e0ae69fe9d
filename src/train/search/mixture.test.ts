import { describe, expect, test } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { logLoss, rmse } from "../samples.ts"
import { bestMixture } from "./mixture.ts"

const random = seededRandom(3)
const truth = Float64Array.from({ length: 600 }, () => random.normal())
const rows = Int32Array.from(truth.keys())
const noisy = (noise: number): Float64Array[] => [truth.map((value) => value + noise * random.normal())]
const numbers = { truth, rows, score: rmse, seek: "mean" } as const

describe("bestMixture", () => {
  test("candidates with independent errors are put together", () => {
    const answers = [noisy(1), noisy(1.2)]
    const mixture = bestMixture({ ...numbers, answers })!
    expect(rmse.of(truth, mixture.answers)).toBeLessThan(rmse.of(truth, answers[0]!))
    expect([...mixture.weights.values()].reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
  })

  test("a candidate stays alone when the others bring no more than noise", () => {
    const best = noisy(0.3)
    const near = [best[0]!.map((value) => value + 0.4 * random.normal())]
    expect(bestMixture({ ...numbers, answers: [best, near] })).toBeUndefined()
    expect(bestMixture({ ...numbers, answers: [best] })).toBeUndefined()
  })

  test("of more than two classes, mixed probabilities still sum to one", () => {
    const labels = Float64Array.from({ length: 600 }, () => random.integer(3))
    const guess = (): Float64Array[] => {
      const shares = [0, 1, 2].map((label) =>
        labels.map((given) => Math.exp((given === label ? 1 : 0) + random.normal())),
      )
      const sums = labels.map((_, row) => shares.reduce((sum, column) => sum + column[row]!, 0))
      return shares.map((column) => column.map((share, row) => share / sums[row]!))
    }
    const { answers } = bestMixture({
      truth: labels,
      rows,
      score: logLoss,
      seek: undefined,
      answers: [guess(), guess()],
    })!
    expect(answers[0]![7]! + answers[1]![7]! + answers[2]![7]!).toBeCloseTo(1, 9)
  })
})
