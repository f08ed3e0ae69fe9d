import { describe, expect, it } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { intervals, type Model } from "../../model/index.ts"
import { fitErrors } from "./fit-errors.ts"

/** Answers and the truth about them, whose distance is drawn by `error`. */
function table(rows: number, seed: number, error: (answer: number, normal: number) => number) {
  const random = seededRandom(seed)
  const answers = Float64Array.from({ length: rows }, () => 10 + 90 * random.next())
  return { answers, truth: answers.map((answer) => answer + error(answer, random.normal())) }
}

const modelWith = (errors: ReturnType<typeof fitErrors>): Model =>
  ({ name: "homes", task: "regression", errors }) as Model

function learn(rows: number, error: Parameters<typeof table>[2]) {
  const { answers, truth } = table(rows, 1, error)
  return fitErrors({ rows: Int32Array.from(truth.keys()), answers: [answers] }, truth)!
}

const even = (_: number, normal: number): number => 5 * normal
const growing = (answer: number, normal: number): number => (answer / 10) * normal
const skewed = (_: number, normal: number): number => Math.exp(normal) - 1

describe("intervals from errors out of fold", () => {
  it.each([
    ["errors of one size", even],
    ["errors that grow with the answer", growing],
    ["errors that lean to one side", skewed],
  ])("hold the share of new rows that they promise: %s", (_, error) => {
    for (const share of [0.5, 0.8, 0.9, 0.95]) {
      const model = modelWith(learn(2000, error))
      const { answers, truth } = table(4000, 2, error)
      const { low, high } = intervals(model, { values: answers, probabilities: [] }, share)
      const held = truth.filter((value, row) => value >= low[row]! && value <= high[row]!).length / truth.length
      // two standard errors of both tables together
      expect(Math.abs(held - share)).toBeLessThan(0.035)
    }
  })

  it("hold what they promise on average over small tables too", () => {
    let held = 0
    for (let seed = 1; seed <= 400; seed++) {
      const { answers, truth } = table(40, seed, even)
      const errors = fitErrors(
        { rows: Int32Array.from({ length: 39 }, (_, row) => row), answers: [answers.slice(1)] },
        truth.slice(1),
      )
      const { low, high } = intervals(modelWith(errors), { values: answers.slice(0, 1), probabilities: [] }, 0.9)
      if (truth[0]! >= low[0]! && truth[0]! <= high[0]!) held += 1
    }
    expect(held / 400).toBeGreaterThan(0.87)
  })

  it("are wider where errors are larger, and of one width where they are not", () => {
    const wide = intervals(modelWith(learn(2000, growing)), { values: Float64Array.of(20, 90), probabilities: [] }, 0.9)
    expect(wide.high[1]! - wide.low[1]!).toBeGreaterThan(2.5 * (wide.high[0]! - wide.low[0]!))
    expect(learn(2000, even).spread).toBeUndefined()
  })

  it("do not reach below zero where no target did", () => {
    const { low } = intervals(modelWith(learn(2000, skewed)), { values: Float64Array.of(0.1), probabilities: [] }, 0.9)
    expect(low[0]).toBeGreaterThanOrEqual(0)
  })

  it("are refused for a share that so few rows cannot tell, and without errors", () => {
    const predicted = { values: Float64Array.of(1), probabilities: [] }
    expect(() => intervals(modelWith(learn(30, even)), predicted, 0.99)).toThrow(
      expect.objectContaining({ code: "model.interval-level" }),
    )
    expect(() => intervals(modelWith(undefined), predicted, 0.9)).toThrow(
      expect.objectContaining({ code: "model.intervals-missing" }),
    )
    const { answers, truth } = table(19, 1, even)
    expect(fitErrors({ rows: Int32Array.from(truth.keys()), answers: [answers] }, truth)).toBeUndefined()
  })
})
