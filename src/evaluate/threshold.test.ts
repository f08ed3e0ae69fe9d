import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { seededRandom } from "../base/index.ts"
import { chooseThreshold, costPerRow } from "./threshold.ts"

const even = { falsePositive: 1, falseNegative: 1 }

/** Honest probabilities, and what happened. */
function honest(rows: number) {
  const random = seededRandom(rows)
  const share = Float64Array.from({ length: rows }, () => random.next())
  return { share, truth: share.map((value) => (random.next() < value ? 1 : 0)) }
}

describe("chooseThreshold", () => {
  it("stays at one half where both errors cost the same and probabilities are honest", () => {
    const { truth, share } = honest(2000)
    expect(chooseThreshold(truth, share, { threshold: "costs", costs: even })).toBe(0.5)
  })

  it("asks for less certainty where missing a positive costs more", () => {
    const { truth, share } = honest(2000)
    const costs = { falsePositive: 1, falseNegative: 9 }
    expect(chooseThreshold(truth, share, { threshold: "costs", costs })).toBeCloseTo(0.1, 1)
  })

  it("follows the rows where probabilities are far from honest", () => {
    const { truth, share } = honest(2000)
    const shifted = share.map((value) => value / 4)
    const threshold = chooseThreshold(truth, shifted, { threshold: "costs", costs: even })
    expect(threshold).toBeGreaterThan(0.1)
    expect(threshold).toBeLessThan(0.15)
  })

  it("takes a number as it is given", () => {
    const { truth, share } = honest(10)
    expect(chooseThreshold(truth, share, { threshold: 0.3, costs: even })).toBe(0.3)
  })

  it("finds the largest F1, and the fewest errors, of all thresholds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (rows) => {
        const { truth, share } = honest(rows)
        const errors = chooseThreshold(truth, share, { threshold: "accuracy", costs: even })
        const f1 = chooseThreshold(truth, share, { threshold: "f1", costs: even })
        for (const other of [0, ...share, 0.5]) {
          expect(costPerRow({ truth, share, costs: even }, errors)).toBeLessThanOrEqual(
            costPerRow({ truth, share, costs: even }, other),
          )
          expect(f1At(truth, share, f1)).toBeGreaterThanOrEqual(f1At(truth, share, other))
        }
      }),
      { numRuns: 20 },
    )
  })
})

function f1At(truth: Float64Array, share: Float64Array, threshold: number): number {
  const right = truth.filter((label, row) => label === 1 && share[row]! > threshold).length
  const wrong = truth.filter((label, row) => (share[row]! > threshold ? 1 : 0) !== label).length
  return right + wrong === 0 ? 0 : (2 * right) / (2 * right + wrong)
}
