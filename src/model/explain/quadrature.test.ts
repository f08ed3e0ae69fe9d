import { describe, expect, test } from "vitest"
import { gaussLegendre } from "./quadrature.ts"

describe("Gauss and Legendre's rule", () => {
  test.each([1, 2, 3, 4, 7, 12, 32, 100])(
    "of %i places integrates every power up to twice their number less one",
    (count) => {
      const { places, weights } = gaussLegendre(count)
      for (let power = 0; power < 2 * count; power++) {
        const sum = weights.reduce((total, weight, place) => total + weight * places[place]! ** power, 0)
        expect(Math.abs(sum - 1 / (power + 1))).toBeLessThan(1e-14)
      }
    },
  )

  test("lies inside of the interval, the same from both ends", () => {
    const { places, weights } = gaussLegendre(5)
    for (const [place, at] of places.entries()) {
      expect(at + places[4 - place]!).toBeCloseTo(1, 14)
      expect(weights[place]).toBeCloseTo(weights[4 - place]!, 14)
    }
    expect([...places]).toEqual([...places].sort((a, b) => a - b))
  })
})
