import type { Random } from "../../src/base/index.ts"
import { seededRandom } from "../../src/base/index.ts"

/**
 * Trips of an invented city as CSV text, with the columns of the Kaggle set "NYC Taxi Trip Duration".
 *
 * The formula, with all times in seconds and distances in kilometres:
 *
 * - A pickup falls into one of five districts (weights 0.34, 0.24, 0.18, 0.14, 0.10) and around its centre normally;
 *   so does the drop-off, which is in the same district with probability 0.35.
 * - Distance is measured along a street grid turned by 29 degrees: |along| + |across|.
 * - Speed in km/h is 27 - 13 * rush(hour) on working days, where rush is two bumps at 8:30 and 17:45, and 27 - 5 * noon(hour)
 *   at weekends; the dense district takes 25 % off at either end; night (0 to 5 o'clock) adds 9.
 * - `trip_duration` = round((90 + 3600 * distance / speed) * exp(0.22 * z) + 25 * (vendor 2)), z standard normal, at least 20.
 * - One trip in a hundred was not sent at once (`store_and_fwd_flag` Y); it tells nothing. Neither does `passenger_count`.
 *
 * @param rows number of trips, at least 1
 * @param seed the same seed gives the same bytes
 */
export function simulateTrips(rows: number, seed: number): string {
  const random = seededRandom(seed)
  const lines = [header]
  for (let row = 0; row < rows; row++) lines.push(trip(row, random))
  return `${lines.join("\n")}\n`
}

function trip(row: number, random: Random): string {
  const pickupAt = seasonStart + Math.floor(random.next() * seasonSeconds)
  const hour = (pickupAt % 86_400) / 3600
  const weekday = (Math.floor(pickupAt / 86_400) + 4) % 7
  const from = district(random)
  const to = random.next() < 0.35 ? from : district(random)
  const pickup = place(from, random)
  const dropoff = place(to, random)
  const vendor = random.next() < 0.47 ? 1 : 2
  const speed = speedAt(hour, weekday === 0 || weekday === 6) * (from.dense ? 0.75 : 1) * (to.dense ? 0.75 : 1)
  const driving = 90 + (3600 * gridKilometres(pickup, dropoff)) / speed
  const duration = Math.max(20, Math.round(driving * Math.exp(0.22 * random.normal()) + (vendor === 2 ? 25 : 0)))
  const passengers = 1 + Math.floor(random.next() ** 3 * 6)
  return [
    `id${String(row + 1).padStart(7, "0")}`,
    vendor,
    timestamp(pickupAt),
    timestamp(pickupAt + duration),
    passengers,
    pickup.longitude.toFixed(6),
    pickup.latitude.toFixed(6),
    dropoff.longitude.toFixed(6),
    dropoff.latitude.toFixed(6),
    random.next() < 0.01 ? "Y" : "N",
    duration,
  ].join(",")
}

function speedAt(hour: number, weekend: boolean): number {
  const bump = (at: number, width: number): number => Math.exp(-(((hour - at) / width) ** 2))
  const night = hour < 5 ? 9 : 0
  return weekend ? 27 - 5 * bump(14, 4) + night : 27 - 13 * Math.max(bump(8.5, 1.8), bump(17.75, 2.4)) + night
}

function gridKilometres(a: Place, b: Place): number {
  const east = (b.longitude - a.longitude) * 111.32 * Math.cos((a.latitude * Math.PI) / 180)
  const north = (b.latitude - a.latitude) * 110.57
  const along = east * Math.sin(gridTurn) + north * Math.cos(gridTurn)
  const across = east * Math.cos(gridTurn) - north * Math.sin(gridTurn)
  return Math.abs(along) + Math.abs(across)
}

function district(random: Random): District {
  let left = random.next()
  for (const district of districts) {
    left -= district.weight
    if (left < 0) return district
  }
  return districts[0]!
}

function place(around: District, random: Random): Place {
  return {
    longitude: around.longitude + around.spread * 1.3 * random.normal(),
    latitude: around.latitude + around.spread * random.normal(),
  }
}

function timestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ")
}

interface Place {
  readonly longitude: number
  readonly latitude: number
}

interface District extends Place {
  readonly weight: number
  /** Standard deviation in degrees. */
  readonly spread: number
  readonly dense: boolean
}

const districts: readonly District[] = [
  { weight: 0.34, longitude: 8.52, latitude: 47.37, spread: 0.009, dense: true },
  { weight: 0.24, longitude: 8.548, latitude: 47.392, spread: 0.013, dense: false },
  { weight: 0.18, longitude: 8.49, latitude: 47.345, spread: 0.015, dense: false },
  { weight: 0.14, longitude: 8.575, latitude: 47.352, spread: 0.018, dense: false },
  { weight: 0.1, longitude: 8.455, latitude: 47.452, spread: 0.006, dense: false },
]

const header =
  "id,vendor_id,pickup_datetime,dropoff_datetime,passenger_count,pickup_longitude,pickup_latitude,dropoff_longitude,dropoff_latitude,store_and_fwd_flag,trip_duration"
const seasonStart = Date.UTC(2025, 0, 1) / 1000
const seasonSeconds = 181 * 86_400
const gridTurn = (29 * Math.PI) / 180
