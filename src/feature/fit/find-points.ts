import type { ColumnSchema, Rows } from "../../schema/index.ts"
import { numbersOf } from "../columns.ts"
import type { PointColumns } from "../encoder.ts"

export interface NamedPoint {
  /** What the two columns' names share, such as `pickup`; `place` when nothing is left. */
  readonly name: string
  readonly point: PointColumns
}

/** Pairs of latitude and longitude columns: told by their names, with values that nearly all fit on the globe. */
export function findPoints(columns: readonly ColumnSchema[], rows: Rows): readonly NamedPoint[] {
  const found: NamedPoint[] = []
  for (const latitude of columns) {
    const key = keyOf(latitude.name, latitudeWords)
    if (key === undefined || !fits(rows, latitude, 90)) continue
    const longitude = columns.find((column) => keyOf(column.name, longitudeWords) === key)
    if (longitude === undefined || !fits(rows, longitude, 180)) continue
    found.push({
      name: key === "" ? "place" : key,
      point: { latitude: latitude.name, longitude: longitude.name },
    })
  }
  return found.slice(0, MOST_POINTS)
}

/**
 * Pairs of points between which one goes: starts before ends, told by common words, otherwise in column order.
 *
 * @returns pairs of indices into `points`
 */
export function findJourneys(points: readonly NamedPoint[]): readonly (readonly [number, number])[] {
  return points.flatMap((from, first) =>
    points.slice(first + 1).map((to, offset): readonly [number, number] => {
      const second = first + 1 + offset
      return isEnd(from.name) && !isEnd(to.name) ? [second, first] : [first, second]
    }),
  )
}

/** The name without its word for latitude or longitude; undefined when it has none. */
function keyOf(name: string, words: ReadonlySet<string>): string | undefined {
  const parts = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== "")
  const rest = parts.filter((part) => !words.has(part))
  return rest.length === parts.length ? undefined : rest.join("_")
}

function fits(rows: Rows, column: ColumnSchema, limit: number): boolean {
  if (column.type !== "number" && column.type !== "integer") return false
  const values = numbersOf(rows, column.name)
  let inside = 0
  let present = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    present++
    if (Math.abs(value) <= limit) inside++
  }
  return present > 0 && inside >= NEARLY_ALL * present
}

function isEnd(name: string): boolean {
  return name.split("_").some((part) => endWords.has(part))
}

const latitudeWords = new Set(["latitude", "lat"])
const longitudeWords = new Set(["longitude", "lon", "lng", "long"])
const endWords = new Set(["dropoff", "end", "to", "destination", "dest", "arrival", "target", "finish", "stop"])
const NEARLY_ALL = 0.99
const MOST_POINTS = 4
