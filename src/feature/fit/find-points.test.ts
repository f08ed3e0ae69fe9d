import { describe, expect, it } from "vitest"
import { numberRows, schemaOf } from "../fixtures/random-table.ts"
import { findJourneys, findPoints } from "./find-points.ts"

function pointsOf(columns: Readonly<Record<string, readonly number[]>>) {
  const schema = schemaOf(Object.keys(columns).map((name) => ({ name, type: "number" })))
  return findPoints(schema.columns, numberRows(columns))
}

describe("findPoints", () => {
  it.each([
    ["pickup", "pickup_longitude", "pickup_latitude"],
    ["start", "start_lng", "start_lat"],
    ["dropoff", "dropoffLon", "dropoffLat"],
    ["place", "Longitude", "Latitude"],
  ])("finds %s in %s and %s", (name, longitude, latitude) => {
    expect(pointsOf({ [longitude]: [-74, -73], [latitude]: [40, 41] })).toEqual([
      { name, point: { latitude, longitude } },
    ])
  })

  it("keeps pairs of different ends apart", () => {
    const found = pointsOf({ a_lat: [1], b_lon: [1], b_lat: [2], a_lon: [2] })
    expect(found.map(({ point }) => point)).toEqual([
      { latitude: "a_lat", longitude: "a_lon" },
      { latitude: "b_lat", longitude: "b_lon" },
    ])
  })

  it("does not take values that cannot lie on the globe for degrees", () => {
    expect(pointsOf({ lat: [4000, 5000], lon: [1, 2] })).toEqual([])
  })

  it("does not find latitude in words that only contain it", () => {
    expect(pointsOf({ platform: [1, 2], longevity: [1, 2] })).toEqual([])
  })

  it("goes from starts to ends, whatever the order of columns", () => {
    const found = pointsOf({ dropoff_lat: [1], dropoff_lon: [1], pickup_lat: [1], pickup_lon: [1] })
    const [journey] = findJourneys(found)
    expect([found[journey![0]]!.name, found[journey![1]]!.name]).toEqual(["pickup", "dropoff"])
  })
})
