import { once } from "node:events"
import { createWriteStream } from "node:fs"
import { finished } from "node:stream/promises"
import { type Random, seededRandom } from "../../src/base/index.ts"

/**
 * Write trips of made-up taxis in the columns of Kaggle's nyc-taxi-trip-duration as a CSV file: ids in no order, times of half a
 * year, coordinates with the digits of float32 read as double, and a few far trips and broken durations, as the real table has.
 * The same rows and seed give the same bytes.
 */
export async function writeTrips(path: string, rows: number, seed: number): Promise<void> {
  const random = seededRandom(seed)
  const file = createWriteStream(path)
  file.write(`${columns.join(",")}\n`)
  for (let start = 0; start < rows; start += linesAtOnce) {
    const lines: string[] = []
    for (let row = start; row < Math.min(rows, start + linesAtOnce); row++) lines.push(line(row, random))
    if (!file.write(`${lines.join("\n")}\n`)) await once(file, "drain")
  }
  file.end()
  await finished(file)
}

function line(row: number, random: Random): string {
  const vendor = random.next() < 0.465 ? 1 : 2
  const second = Math.floor(random.next() * halfYearSeconds)
  const seconds = duration(random)
  const passengers = passengerCounts[Math.floor(random.next() ** 3 * passengerCounts.length)]!
  const [fromEast, fromNorth] = [place(-73.9735, 0.035, random), place(40.751, 0.028, random)]
  const [toEast, toNorth] = [place(-73.9734, 0.037, random), place(40.7518, 0.031, random)]
  const flag = random.next() < 0.0055 ? "Y" : "N"
  // An odd multiplier visits every residue once: ids are unique and in no order.
  const id = 1_000_000 + ((row * 3_333_337) % 9_999_991)
  return `id${id},${vendor},${time(second)},${time(second + seconds)},${passengers},${fromEast},${fromNorth},${toEast},${toNorth},${flag},${seconds}`
}

function duration(random: Random): number {
  const ordinary = Math.max(1, Math.round(Math.exp(6.47 + 0.77 * random.normal())))
  return random.next() < 0.0014 ? 86_400 - Math.min(600, ordinary) : ordinary
}

function place(middle: number, spread: number, random: Random): number {
  const far = random.next() < 0.001 ? 20 : 1
  return Math.fround(middle + far * spread * random.normal())
}

function time(second: number): string {
  const day = Math.floor(second / 86_400)
  let text = days[day]
  if (text === undefined) {
    text = new Date(firstDay + day * 86_400_000).toISOString().slice(0, 10)
    days[day] = text
  }
  return `${text} ${clock[Math.floor(second / 3600) % 24]}:${clock[Math.floor(second / 60) % 60]}:${clock[second % 60]}`
}

const columns = [
  "id",
  "vendor_id",
  "pickup_datetime",
  "dropoff_datetime",
  "passenger_count",
  "pickup_longitude",
  "pickup_latitude",
  "dropoff_longitude",
  "dropoff_latitude",
  "store_and_fwd_flag",
  "trip_duration",
]
const passengerCounts = [1, 1, 1, 1, 2, 2, 3, 5, 6, 4, 0]
const firstDay = Date.UTC(2016, 0, 1)
const halfYearSeconds = 182 * 86_400
const days: string[] = []
const clock = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, "0"))
const linesAtOnce = 10_000
