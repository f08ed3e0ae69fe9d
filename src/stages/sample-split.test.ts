import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { seededRandom } from "../base/index.ts"
import { sampleSplit } from "./sample-split.ts"
import type { Split } from "./split.ts"

const splitOf = (method: Split["method"], rows: number): Split => {
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  return { method, train: all.slice(0, Math.floor(rows * 0.8)), test: all.slice(Math.floor(rows * 0.8)) }
}

describe("sampleSplit", () => {
  it("keeps every row while they fit", () => {
    const split = splitOf("random", 100)
    const sampled = sampleSplit(split, { most: 80, target: new Float64Array(100) }, seededRandom(1))
    expect(sampled).toEqual({ split })
  })

  it("keeps rows of both sides on their side, no more than fit, the same for the same seed", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("random" as const, "stratified" as const, "time" as const, "group" as const),
        fc.integer({ min: 50, max: 2000 }),
        fc.integer({ min: 10, max: 40 }),
        (method, rows, most) => {
          const split = splitOf(method, rows)
          const target = Float64Array.from({ length: rows }, (_, row) => row % 3)
          const sample = () => sampleSplit(split, { most, target }, seededRandom(7))
          const { train, test } = sample().split
          expect(train.length).toBeLessThanOrEqual(most)
          expect(train.every((row) => split.train.includes(row))).toBe(true)
          expect(test.every((row) => split.test.includes(row))).toBe(true)
          expect(new Set([...train, ...test]).size).toBe(train.length + test.length)
          expect(test.length).toBeGreaterThan(0)
          expect(sample().split).toEqual({ method, train, test })
        },
      ),
      { numRuns: 50 },
    )
  })

  it("takes rows of a split by time evenly over time", () => {
    const { split, sampledFrom } = sampleSplit(
      splitOf("time", 1000),
      { most: 80, target: new Float64Array(1000) },
      seededRandom(1),
    )
    const gaps = split.train.slice(1).map((row, at) => row - split.train[at]!)
    expect([Math.min(...gaps), Math.max(...gaps)]).toEqual([10, 10])
    expect({ sampledFrom, held: split.test.length }).toEqual({ sampledFrom: 1000, held: 20 })
  })

  it("keeps the shares of classes, and two rows of a rare one", () => {
    const rows = 10_000
    const target = Float64Array.from({ length: rows }, (_, row) => (row % 1000 === 0 ? 2 : row % 10 === 0 ? 1 : 0))
    const { split } = sampleSplit(splitOf("stratified", rows), { most: 800, target }, seededRandom(1))
    const counts = [0, 1, 2].map((label) => split.train.filter((row) => target[row] === label).length)
    expect(counts).toEqual([720, 79, 2])
  })
})
