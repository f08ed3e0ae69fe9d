import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { flatMap, kmEast, kmNorth } from "./geography.ts"
import { compileNearest } from "./nearest-place.ts"

const degrees = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -90, max: 90, noNaN: true }))
const place = fc.record({ latitude: degrees, longitude: degrees })

describe("the nearest place", () => {
  test("is the first of those at the least distance", () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 40 }), place, (places, { latitude, longitude }) => {
        const map = flatMap(places[0]!)
        const squares = places.map((other) => {
          const east = kmEast(map, longitude) - kmEast(map, other.longitude)
          const north = kmNorth(map, latitude) - kmNorth(map, other.latitude)
          return east * east + north * north
        })
        expect(compileNearest(places)(latitude, longitude)).toBe(squares.indexOf(Math.min(...squares)))
      }),
    )
  })

  test("is none of a point that is missing or without end", () => {
    const nearest = compileNearest([
      { latitude: 1, longitude: 2 },
      { latitude: 3, longitude: 4 },
    ])
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(nearest(value, 2)).toBe(-1)
      expect(nearest(2, value)).toBe(-1)
    }
  })
})
