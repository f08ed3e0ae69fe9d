import type { Rows } from "../schema/index.ts"
import { datePart } from "./calendar.ts"
import { numbersOf, wordsOf } from "./columns.ts"
import type { NumberSource, PointColumns } from "./encoder.ts"
import { type FlatMap, flatMap, journey, kmEast, kmNorth } from "./geography.ts"
import { visitTokens } from "./tokens.ts"

/** Rows `first` to `first + count - 1`. */
export interface Span {
  readonly first: number
  readonly count: number
}

/** Writes the value of each row of the span to `to[0 .. count)`; NaN is missing. */
export type ReadNumbers = (rows: Rows, span: Span, to: Float64Array) => void

/** A number source as a function; what does not depend on the row is worked out once, here. */
export function compileNumberSource(source: NumberSource): ReadNumbers {
  switch (source.kind) {
    case "column":
      return eachNumber(source.column, (value) => value)
    case "datePart":
      return eachNumber(source.column, (value) => datePart(source.part, value))
    case "age":
      return eachNumber(source.column, (value) => (value - source.origin) / DAY_MS)
    case "elapsed":
      return eachPair({ first: source.from, second: source.to }, (from, to) => (to - from) / HOUR_MS)
    case "ratio":
      return eachPair({ first: source.top, second: source.bottom }, ratio)
    case "rotated": {
      const map = flatMap(source.origin)
      const cosine = Math.cos(source.radians)
      const sine = Math.sin(source.radians)
      return eachPoint(
        source.point,
        (latitude, longitude) => kmEast(map, longitude) * cosine + kmNorth(map, latitude) * sine,
      )
    }
    case "distance": {
      const map = flatMap(source.origin)
      return eachPoint(source.point, (latitude, longitude) => flatDistance(map, latitude, longitude))
    }
    case "journey":
      return compileJourney(source)
    case "textLength":
      return compileTextLength(source)
  }
}

/** Names of the columns a source reads. */
export function columnsOfNumberSource(source: NumberSource): readonly string[] {
  switch (source.kind) {
    case "column":
    case "datePart":
    case "age":
    case "textLength":
      return [source.column]
    case "elapsed":
      return [source.from, source.to]
    case "ratio":
      return [source.top, source.bottom]
    case "rotated":
    case "distance":
      return [source.point.latitude, source.point.longitude]
    case "journey":
      return [source.from.latitude, source.from.longitude, source.to.latitude, source.to.longitude]
  }
}

function eachNumber(name: string, of: (value: number) => number): ReadNumbers {
  return (rows, { first, count }, to) => {
    const values = numbersOf(rows, name)
    for (let row = 0; row < count; row++) to[row] = of(values[first + row]!)
  }
}

function eachPair(
  names: { readonly first: string; readonly second: string },
  of: (first: number, second: number) => number,
): ReadNumbers {
  return (rows, { first, count }, to) => {
    const left = numbersOf(rows, names.first)
    const right = numbersOf(rows, names.second)
    for (let row = 0; row < count; row++) to[row] = of(left[first + row]!, right[first + row]!)
  }
}

function eachPoint(point: PointColumns, of: (latitude: number, longitude: number) => number): ReadNumbers {
  return eachPair({ first: point.latitude, second: point.longitude }, of)
}

/** Missing when there is nothing to divide by. */
function ratio(top: number, bottom: number): number {
  return bottom === 0 ? Number.NaN : top / bottom
}

function flatDistance(map: FlatMap, latitude: number, longitude: number): number {
  const east = kmEast(map, longitude)
  const north = kmNorth(map, latitude)
  return Math.sqrt(east * east + north * north)
}

function compileJourney(source: Extract<NumberSource, { kind: "journey" }>): ReadNumbers {
  const { from, to: end, measure } = source
  return (rows, { first, count }, to) => {
    const points = {
      fromLatitude: numbersOf(rows, from.latitude),
      fromLongitude: numbersOf(rows, from.longitude),
      toLatitude: numbersOf(rows, end.latitude),
      toLongitude: numbersOf(rows, end.longitude),
    }
    for (let row = 0; row < count; row++) to[row] = journey(measure, points, first + row)
  }
}

function compileTextLength(source: Extract<NumberSource, { kind: "textLength" }>): ReadNumbers {
  const measure = source.unit === "words" ? (text: string) => visitTokens(text, ignore) : (text: string) => text.length
  return (rows, { first, count }, to) => {
    const { codes, words } = wordsOf(rows, source.column)
    for (let row = 0; row < count; row++) {
      const code = codes[first + row]!
      to[row] = code < 0 ? Number.NaN : measure(words[code]!)
    }
  }
}

function ignore(): void {}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
