import type { JourneyMeasure, Place } from "./encoder.ts"

/** Degrees of two points; a plain argument list would be too long, and an object a row too slow. */
export interface JourneyColumns {
  readonly fromLatitude: Float64Array
  readonly fromLongitude: Float64Array
  readonly toLatitude: Float64Array
  readonly toLongitude: Float64Array
}

/**
 * One measure of the way between two points of row `row`, on a sphere of 6,371 km.
 *
 * @returns kilometres; bearing in degrees from north, clockwise, in [-180, 180]
 */
export function journey(measure: JourneyMeasure, points: JourneyColumns, row: number): number {
  const fromLatitude = points.fromLatitude[row]! * DEGREE
  const toLatitude = points.toLatitude[row]! * DEGREE
  const east = (points.toLongitude[row]! - points.fromLongitude[row]!) * DEGREE
  switch (measure) {
    case "haversine":
      return greatCircle(toLatitude - fromLatitude, east, Math.cos(fromLatitude) * Math.cos(toLatitude))
    case "manhattan":
      return (
        EARTH_KM * (Math.abs(toLatitude - fromLatitude) + Math.abs(east) * Math.cos((fromLatitude + toLatitude) / 2))
      )
    case "north":
      return EARTH_KM * (toLatitude - fromLatitude)
    case "east":
      return EARTH_KM * east * Math.cos((fromLatitude + toLatitude) / 2)
    case "bearing":
      return bearing(fromLatitude, toLatitude, east) / DEGREE
    case "bearingSin":
      return Math.sin(bearing(fromLatitude, toLatitude, east))
    case "bearingCos":
      return Math.cos(bearing(fromLatitude, toLatitude, east))
  }
}

/** A flat map around a place: kilometres east and north of it. True near the place, and monotone enough for trees anywhere. */
export interface FlatMap {
  readonly origin: Place
  readonly kmPerDegreeEast: number
  readonly kmPerDegreeNorth: number
}

export function flatMap(origin: Place): FlatMap {
  return {
    origin,
    kmPerDegreeEast: KM_PER_DEGREE * Math.cos(origin.latitude * DEGREE),
    kmPerDegreeNorth: KM_PER_DEGREE,
  }
}

export function kmEast(map: FlatMap, longitude: number): number {
  return (longitude - map.origin.longitude) * map.kmPerDegreeEast
}

export function kmNorth(map: FlatMap, latitude: number): number {
  return (latitude - map.origin.latitude) * map.kmPerDegreeNorth
}

/** Haversine formula; radians in, kilometres out. */
function greatCircle(north: number, east: number, cosines: number): number {
  const halfNorth = Math.sin(north / 2)
  const halfEast = Math.sin(east / 2)
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(halfNorth * halfNorth + cosines * halfEast * halfEast)))
}

function bearing(fromLatitude: number, toLatitude: number, east: number): number {
  return Math.atan2(
    Math.sin(east) * Math.cos(toLatitude),
    Math.cos(fromLatitude) * Math.sin(toLatitude) - Math.sin(fromLatitude) * Math.cos(toLatitude) * Math.cos(east),
  )
}

export const EARTH_KM = 6371
const DEGREE = Math.PI / 180
const KM_PER_DEGREE = EARTH_KM * DEGREE
