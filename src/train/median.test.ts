import fc from "fast-check"
import { expect, test } from "vitest"
import { medianOf } from "./median.ts"

test("the median is the middle of the sorted numbers, or the mean of both middles", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 80 }), (values) => {
      const sorted = Float64Array.from(values).sort()
      const middle = sorted.length >> 1
      const expected = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
      expect(medianOf(Float64Array.from(values))).toBe(expected)
    }),
  )
})

test("a million sorted or equal numbers take no longer than others", () => {
  expect(medianOf(Float64Array.from({ length: 1_000_001 }, (_, at) => at))).toBe(500_000)
  expect(medianOf(new Float64Array(1_000_000).fill(3))).toBe(3)
})
