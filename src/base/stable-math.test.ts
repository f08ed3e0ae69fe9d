import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { stableExp, stableExpm1, stableLog } from "./stable-math.ts"

/** Difference in units of the last place. */
function apart(value: number, wanted: number): number {
  return value === wanted || (Number.isNaN(value) && Number.isNaN(wanted))
    ? 0
    : Math.abs(value - wanted) / (Math.abs(wanted) * Number.EPSILON)
}

const ordinary = fc.double({ min: -700, max: 700, noNaN: true })

describe("exponential and logarithm of our own", () => {
  it("are the engine's but for the last place", () => {
    fc.assert(
      fc.property(ordinary, (value) => {
        expect(apart(stableExp(value), Math.exp(value))).toBeLessThanOrEqual(2)
        expect(apart(stableExpm1(value), Math.expm1(value))).toBeLessThanOrEqual(2)
        const positive = Math.exp(value)
        expect(apart(stableLog(positive), Math.log(positive))).toBeLessThanOrEqual(2)
      }),
      { numRuns: 500 },
    )
  })

  it("are exact next to nothing and next to one", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-18, max: 0.4, noNaN: true }), (small) => {
        for (const value of [small, -small]) {
          expect(apart(stableExpm1(value), Math.expm1(value))).toBeLessThanOrEqual(2)
          expect(apart(stableLog(1 + value), Math.log(1 + value))).toBeLessThanOrEqual(2)
        }
      }),
    )
  })

  it.each([0, -0, 1, -1, Number.NaN, Infinity, -Infinity, 709.8, -745.2, -744, 5e-324, 1e-310, 1.7e308])(
    "are the engine's at %d",
    (value) => {
      expect(apart(stableExp(value), Math.exp(value))).toBeLessThanOrEqual(2)
      expect(apart(stableExpm1(value), Math.expm1(value))).toBeLessThanOrEqual(2)
      expect(apart(stableLog(value), Math.log(value))).toBeLessThanOrEqual(2)
    },
  )

  it("have these bits on every machine and engine", () => {
    const hex = (value: number): string => Buffer.from(Float64Array.of(value).buffer).toString("hex")
    expect([stableExp(1.5), stableExp(-20.25), stableExpm1(0.125), stableLog(0.3), stableLog(1e-12)].map(hex)).toEqual([
      "41c54fe63fed1140",
      "3bca271ede931b3e",
      "68aeb72d020bc13f",
      "21a7bdfc7843f3bf",
      "a0ff8f998aa13bc0",
    ])
  })
})
