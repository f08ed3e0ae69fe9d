import { describe, expect, it } from "vitest"
import { seededRandom } from "../base/index.ts"
import { comparePaired } from "./compare.ts"

const options = { bootstrapSamples: 400, confidence: 0.95 }
const random = seededRandom("rows")
const truth = Float64Array.from({ length: 300 }, () => random.normal() * 10)
const noise = Float64Array.from({ length: 300 }, () => random.normal())
const answer = (scale: number) => ({
  values: truth.map((value, row) => value + noise[row]! * scale),
  probabilities: [],
})
const compare = (first: number, second: number) =>
  comparePaired(
    { metric: "rmse", task: "regression", truth, first: answer(first), second: answer(second) },
    options,
    seededRandom(1),
  )

describe("comparePaired", () => {
  it("sees a small improvement on the same rows that two separate intervals would hide", () => {
    const { better, worse, difference, first, second, interval } = compare(1, 1.02)
    expect({ better, worse }).toEqual({ better: true, worse: false })
    expect(difference).toBeCloseTo(first - second, 12)
    expect(interval[1]).toBeLessThan(0)
  })

  it("calls the first worse when it is", () => {
    expect(compare(1.02, 1)).toMatchObject({ better: false, worse: true })
  })

  it("shows no difference between an answer and itself", () => {
    expect(compare(1, 1)).toMatchObject({ better: false, worse: false, difference: 0, interval: [0, 0] })
  })

  it("knows that a higher auc is better", () => {
    const labels = truth.map((value) => (value > 0 ? 1 : 0))
    const share = (scale: number) => {
      const positive = answer(scale).values.map((value) => 1 / (1 + Math.exp(-value)))
      return {
        values: positive.map((value) => (value > 0.5 ? 1 : 0)),
        probabilities: [positive.map((p) => 1 - p), positive],
      }
    }
    const input = { metric: "auto", task: "binary", truth: labels, first: share(1), second: share(20) } as const
    expect(comparePaired(input, options, seededRandom(1))).toMatchObject({ metric: "auc", better: true })
  })

  it("refuses rows that are none, and rows that do not define the metric", () => {
    const none = { values: new Float64Array(0), probabilities: [] }
    const empty = { metric: "rmse", task: "regression", truth: none.values, first: none, second: none } as const
    expect(() => comparePaired(empty, options, seededRandom(1))).toThrowError(
      expect.objectContaining({ code: "evaluate.no-rows" }),
    )
    const one = { values: Float64Array.of(1), probabilities: [Float64Array.of(0.1), Float64Array.of(0.9)] }
    const single = { metric: "auc", task: "binary", truth: Float64Array.of(1), first: one, second: one } as const
    expect(() => comparePaired(single, options, seededRandom(1))).toThrowError(
      expect.objectContaining({ code: "evaluate.metric-undefined" }),
    )
  })
})
