import fc from "fast-check"
import { expect, test } from "vitest"
import { medianOf, quantileOf, weightedQuantile } from "./median.ts"

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

test("a quantile is what numpy interpolates between the two sorted numbers beside it", () => {
  expect(quantileOf(Float64Array.of(4, 1, 3, 2), 0.4)).toBeCloseTo(2.2, 12)
  expect(quantileOf(Float64Array.of(7), 0.9)).toBe(7)
  expect(quantileOf(Float64Array.of(5, 1, 9), 1)).toBe(9)
})

test("a quantile of numbers with whole weights is that of each repeated so often", () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 0, max: 3 })), { minLength: 1 })
  fc.assert(
    fc.property(pairs, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
      const repeated = given.flatMap(([value, times]) => new Array<number>(times).fill(value))
      fc.pre(repeated.length > 0)
      const [values, weights] = [0, 1].map((part) => Float64Array.from(given, (pair) => pair[part]!))
      expect(weightedQuantile(values!, weights!, share)).toBeCloseTo(quantileOf(Float64Array.from(repeated), share), 9)
    }),
  )
})
