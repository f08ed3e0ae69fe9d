import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { holm } from "./holm.ts"

describe("holm", () => {
  test("adjusts as in the worked example of four p-values", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005], 0.05).map((one) => Number(one.adjusted.toFixed(10)))
    expect(adjusted).toEqual([0.03, 0.06, 0.06, 0.02])
  })

  test("finds significant exactly what is at most its level", () => {
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(pValues, (list) => {
        for (const [test, { level, adjusted }] of holm(list, 0.05).entries()) {
          expect(adjusted <= 0.05).toBe(list[test]! <= level)
          expect(adjusted).toBeGreaterThanOrEqual(list[test]!)
        }
      }),
    )
  })

  test("of one test changes nothing, and of none gives none", () => {
    expect(holm([0.2], 0.05)).toEqual([{ level: 0.05, adjusted: 0.2 }])
    expect(holm([], 0.05)).toEqual([])
  })
})
