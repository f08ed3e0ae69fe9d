import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { kolmogorovAbove, kolmogorovCritical } from "./kolmogorov.ts"

interface Case {
  readonly first: number
  readonly second: number
  readonly statistic: number
  readonly pValue: number
}

const { cases } = JSON.parse(readFileSync(new URL("./kolmogorov.reference.json", import.meta.url), "utf8")) as {
  readonly cases: readonly Case[]
}

describe("the test of Kolmogorov and Smirnov", () => {
  test("equals SciPy's p-values to 1e-9, exact and asymptotic", () => {
    for (const { first, second, statistic, pValue } of cases) {
      const error = Math.abs(kolmogorovAbove(statistic, first, second) - pValue)
      expect(error, `${statistic} of ${first} and ${second} rows`).toBeLessThanOrEqual(1e-9)
    }
  })

  test("does not care which sample is the first, and falls with the distance", () => {
    const size = fc.integer({ min: 1, max: 60 })
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 100 }), (first, second, percent) => {
        const above = kolmogorovAbove(percent / 100, first, second)
        expect(kolmogorovAbove(percent / 100, second, first)).toBeCloseTo(above, 12)
        expect(kolmogorovAbove((percent + 1) / 100, first, second)).toBeLessThanOrEqual(above + 1e-12)
      }),
    )
  })

  test("counts the paths of a table small enough to count by hand", () => {
    // of the six orders of two and two rows, two keep the samples apart
    expect(kolmogorovAbove(1, 2, 2)).toBeCloseTo(2 / 6, 14)
    expect(kolmogorovAbove(0, 2, 2)).toBe(1)
  })

  test("gives the distance that chance reaches", () => {
    for (const chance of [0.05, 0.001]) {
      expect(kolmogorovAbove(kolmogorovCritical(chance, 1000, 50_000), 1000, 50_000) / chance).toBeCloseTo(1, 1)
    }
  })
})
