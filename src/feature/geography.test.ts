import { readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { JourneyMeasure } from "./encoder.ts"
import { journey } from "./geography.ts"

const reference: { cases: { from: [number, number]; to: [number, number]; kilometres: number }[] } = JSON.parse(
  readFileSync(new URL("geography.reference.json", import.meta.url), "utf8"),
)

function measure(name: JourneyMeasure, from: readonly [number, number], to: readonly [number, number]): number {
  return journey(
    name,
    {
      fromLatitude: Float64Array.of(from[0]),
      fromLongitude: Float64Array.of(from[1]),
      toLatitude: Float64Array.of(to[0]),
      toLongitude: Float64Array.of(to[1]),
    },
    0,
  )
}

describe("journey", () => {
  it("measures great circles as scikit-learn does", () => {
    for (const { from, to, kilometres } of reference.cases) {
      expect(Math.abs(measure("haversine", from, to) / kilometres - 1)).toBeLessThan(1e-9)
    }
  })

  it.each([
    ["north", 1, 0, 0],
    ["east", 0, 1, 90],
    ["south", -1, 0, 180],
    ["west", 0, -1, -90],
  ] as const)("points %s", (...[, latitude, longitude, degrees]) => {
    expect(measure("bearing", [0, 0], [latitude, longitude])).toBeCloseTo(degrees, 9)
  })

  it("takes no straight way that is longer than the way around the block", () => {
    const point = fc.tuple(fc.double({ min: 40, max: 41, noNaN: true }), fc.double({ min: -75, max: -73, noNaN: true }))
    fc.assert(
      fc.property(point, point, (from, to) => {
        expect(measure("haversine", from, to)).toBeLessThanOrEqual(measure("manhattan", from, to) * 1.001 + 1e-9)
      }),
    )
  })

  it("is missing when a coordinate is", () => {
    for (const name of ["haversine", "manhattan", "north", "east", "bearing", "bearingSin"] as const) {
      expect(measure(name, [Number.NaN, Number.NaN], [41, -74])).toBeNaN()
    }
  })
})
