import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { seededRandom } from "../../base/index.ts"
import { drawFolds, fitMeanTarget } from "./mean-target.ts"

const noise = (count: number, seed: number): Float64Array => {
  const random = seededRandom(seed)
  return Float64Array.from({ length: count }, () => random.normal())
}

describe("fitMeanTarget", () => {
  it("nears the plain mean of states with many rows", () => {
    const of = Int32Array.from({ length: 3000 }, (_, row) => row % 3)
    const target = noise(3000, 1).map((value, row) => value * 0.1 + (row % 3))
    const { means } = fitMeanTarget({ of, count: 5 }, target, drawFolds(3000, 5, seededRandom(1)))
    for (const state of [0, 1, 2]) expect(means[state]).toBeCloseTo(state, 1)
  })

  it("gives a state without rows the mean of all", () => {
    const target = noise(100, 2).map((value) => value + 7)
    const of = Int32Array.from({ length: 100 }, (_, row) => row % 4)
    const { means } = fitMeanTarget({ of, count: 6 }, target, drawFolds(100, 5, seededRandom(1)))
    expect(means[5]).toBeCloseTo(target.reduce((sum, value) => sum + value, 0) / 100, 12)
  })

  it("does not let a row's own target into its value", () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 80 }), fc.integer(), (rows, seed) => {
        const random = seededRandom(seed)
        const of = Int32Array.from({ length: rows }, () => random.integer(4))
        const folds = drawFolds(rows, 5, random)
        const target = noise(rows, seed)
        const bent = target.with(3, 1e6)
        const pair = [target, bent].map(
          (values) => fitWithFixedShrinkage({ of, count: 6 }, values, folds).outOfFold[3]!,
        )
        expect(pair[0]! - pair[1]!).toBeCloseTo(0, 4)
      }),
      { numRuns: 30 },
    )
  })

  it("says nothing out of fold about a target that is pure noise", () => {
    const of = Int32Array.from({ length: 2000 }, (_, row) => row % 400)
    const target = noise(2000, 3)
    const { outOfFold } = fitMeanTarget({ of, count: 402 }, target, drawFolds(2000, 5, seededRandom(1)))
    const product = outOfFold.reduce((sum, value, row) => sum + value * target[row]!, 0) / 2000
    expect(Math.abs(product)).toBeLessThan(0.05)
  })

  it("works for one row", () => {
    const { means, outOfFold } = fitMeanTarget(
      { of: Int32Array.of(0), count: 3 },
      Float64Array.of(5),
      drawFolds(1, 5, seededRandom(1)),
    )
    expect([...means, ...outOfFold]).toEqual([5, 5, 5, 5])
  })
})

/** Strength of shrinkage looks at all targets; only in rows of one state each does it not matter. */
function fitWithFixedShrinkage(...input: Parameters<typeof fitMeanTarget>) {
  return fitMeanTarget({ of: new Int32Array(input[0].of.length), count: 1 }, input[1], input[2])
}
