import { describe, expect, it } from "vitest"
import { correlationOf, momentsOf, quantile, skewnessOf, statisticsOf } from "./statistics.ts"

describe("statisticsOf", () => {
  it("counts what is missing and what is infinite apart", () => {
    const facts = statisticsOf(Float64Array.of(3, Number.NaN, 1, Infinity, 1, -Infinity, Number.NaN))
    expect(facts).toMatchObject({ missing: 2, infinite: 2, distinct: 2, sorted: Float64Array.of(1, 1, 3) })
  })

  it("has nothing to say about nothing", () => {
    expect(statisticsOf(new Float64Array(0))).toMatchObject({ missing: 0, distinct: 0, mean: 0, deviation: 0 })
  })

  it("keeps the ends of a column that is too large to sort", () => {
    const values = new Float64Array(300_000).map((_, row) => row % 100)
    values[123_457] = -5
    values[200_001] = 1e6
    const { sorted, distinct } = statisticsOf(values)
    expect([sorted[0], sorted.at(-1), distinct]).toEqual([-5, 1e6, expect.any(Number)])
    expect(quantile(sorted, 0.5)).toBeCloseTo(49.5, -1)
  })
})

describe("moments", () => {
  it("are those of the normal textbook cases", () => {
    expect(momentsOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: 2 })
    expect(skewnessOf([1, 2, 3])).toBeCloseTo(0, 12)
    expect(skewnessOf([1, 1, 1, 5])).toBeCloseTo(1.1547005383792515, 12)
    expect(skewnessOf([4, 4])).toBe(0)
  })

  it("correlate columns over the rows both have", () => {
    const first = Float64Array.of(1, 2, 3, Number.NaN)
    expect(correlationOf(first, Float64Array.of(2, 4, 6, 8))).toBeCloseTo(1, 12)
    expect(correlationOf(first, Float64Array.of(-2, -4, -6, 8))).toBeCloseTo(-1, 12)
    expect(correlationOf(first, Float64Array.of(1, 1, 1, 1))).toBe(0)
  })
})
