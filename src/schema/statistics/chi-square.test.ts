import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { chiSquareAbove, chiSquareCritical } from "./chi-square.ts"

interface Reference {
  readonly above: readonly { statistic: number; freedom: number; above: number }[]
  readonly critical: readonly { above: number; freedom: number; statistic: number }[]
}

const reference = JSON.parse(readFileSync(new URL("./chi-square.reference.json", import.meta.url), "utf8")) as Reference

describe("chi-square", () => {
  test("equals SciPy's survival function to 1e-9", () => {
    for (const { statistic, freedom, above } of reference.above) {
      expect(Math.abs(chiSquareAbove(statistic, freedom) - above)).toBeLessThanOrEqual(1e-9 * above)
    }
  })

  test("equals SciPy's inverse survival function to 1e-9", () => {
    for (const { statistic, freedom, above } of reference.critical) {
      expect(Math.abs(chiSquareCritical(above, freedom) - statistic)).toBeLessThanOrEqual(1e-9 * statistic)
    }
  })

  test("is one at zero and falls", () => {
    expect(chiSquareAbove(0, 4)).toBe(1)
    const positive = fc.double({ min: 1e-6, max: 500, noNaN: true })
    fc.assert(
      fc.property(positive, positive, fc.integer({ min: 1, max: 200 }), (a, b, freedom) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        expect(chiSquareAbove(low, freedom) - chiSquareAbove(high, freedom)).toBeGreaterThanOrEqual(-1e-12)
      }),
    )
  })
})
