import { describe, expect, it } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { sampleRows } from "../metrics/sample.ts"
import { estimateOf, quantile, resample } from "./bootstrap.ts"

const normals = (rows: number, seed: string): Float64Array => {
  const random = seededRandom(seed)
  return Float64Array.from({ length: rows }, () => random.normal())
}

const errorsOf = (rows: number, seed: string) => ({
  truth: new Float64Array(rows),
  predicted: { values: normals(rows, seed), probabilities: [] },
})

const maeOf = (rows: number, seed: string, maxDraws: number) => {
  const options = { samples: 400, maxDraws, random: seededRandom(seed) }
  return estimateOf(resample([errorsOf(rows, seed)], ["mae"], options)[0]!.get("mae")!, 0.95)
}

describe("bootstrap interval", () => {
  it("holds the true mean absolute error of normal errors in about 95 of 100 tables", () => {
    const mean = Math.sqrt(2 / Math.PI)
    const held = Array.from({ length: 100 }, (_none, table) => maeOf(200, `table ${table}`, 1e9)).filter(
      ({ interval: [low, high] }) => low <= mean && mean <= high,
    )
    expect(held.length).toBeGreaterThanOrEqual(88)
    expect(held.length).toBeLessThanOrEqual(99)
  })

  it("keeps its width when only a part of the rows is drawn", () => {
    const width = ({ interval: [low, high] }: ReturnType<typeof maeOf>): number => high - low
    const whole = maeOf(20_000, "wide", 1e9)
    const part = maeOf(20_000, "wide", 400_000)
    expect(part.value).toBe(whole.value)
    expect(width(part) / width(whole)).toBeGreaterThan(0.8)
    expect(width(part) / width(whole)).toBeLessThan(1.25)
  })

  it("is the same for the same seed and another for another", () => {
    const draw = (seed: string) =>
      resample([errorsOf(50, "rows")], ["rmse"], { samples: 200, random: seededRandom(seed) })[0]!.get("rmse")!
    expect(draw("one")).toEqual(draw("one"))
    expect(draw("one").replicates).not.toEqual(draw("two").replicates)
  })

  it("passes over the samples in which a metric is not defined", () => {
    const positive = Float64Array.of(0.2, 0.4, 0.6)
    const predicted = {
      values: Float64Array.of(0, 0, 1),
      probabilities: [positive.map((share) => 1 - share), positive],
    }
    const set = resample([{ truth: Float64Array.of(0, 0, 1), predicted }], ["auc"], {
      samples: 200,
      random: seededRandom(1),
    })
    expect(estimateOf(set[0]!.get("auc")!, 0.95)).toEqual({ value: 1, interval: [1, 1] })
  })
})

describe("quantile", () => {
  it("lies between neighbours in proportion", () => {
    const sorted = Float64Array.of(1, 2, 4, 8)
    expect([0, 0.25, 0.5, 1].map((share) => quantile(sorted, share))).toEqual([1, 1.75, 3, 8])
  })
})

describe("sampleRows", () => {
  it("gives rising rows without repetition", () => {
    const rows = [...sampleRows(1000, 100, seededRandom(3))]
    expect(new Set(rows).size).toBe(100)
    expect(rows).toEqual(rows.toSorted((a, b) => a - b))
  })
})
