import { nameWords } from "../infer/name-words.ts"

/** Degrees. */
export interface PlacePair {
  readonly latitude: number
  readonly longitude: number
}

/**
 * A place in one cell: latitude before longitude, as in `40.7128, -74.0060` or `(40.7128 -74.0060)`, the same in degrees, minutes and
 * seconds, as in `40°26'46"N 79°58'56"W`, or longitude before latitude as in well-known text, `POINT(-74.0060 40.7128)`. What a cell
 * means depends on no other cell.
 *
 * @returns undefined when the text is none, or beyond the globe
 */
export function parsePlace(text: string): PlacePair | undefined {
  const place = placeIn(text)
  if (place === undefined) return undefined
  return Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180 ? place : undefined
}

function placeIn(text: string): PlacePair | undefined {
  const pair = pairForm.exec(text)
  if (pair !== null) return { latitude: Number(pair[1]), longitude: Number(pair[2]) }
  const point = pointForm.exec(text)
  if (point !== null) return { latitude: Number(point[2]), longitude: Number(point[1]) }
  const angles = anglesForm.exec(text)
  return angles === null ? undefined : { latitude: degreesOf(angles, 1), longitude: degreesOf(angles, 5) }
}

/** @param at the group of the degrees; minutes, seconds and the hemisphere stand behind it */
function degreesOf(found: RegExpExecArray, at: number): number {
  const [degrees, minutes, seconds] = [at, at + 1, at + 2].map((group) => Number(found[group] ?? 0))
  const angle = degrees! + minutes! / 60 + seconds! / 3600
  return /[sw]/i.test(found[at + 3]!) ? -angle : angle
}

/** The two columns that a column of places is read as. */
export function placeColumns(name: string): { readonly latitude: string; readonly longitude: string } {
  return { latitude: `${name}.latitude`, longitude: `${name}.longitude` }
}

/** The same when both are among the columns and the column itself is not; undefined else. */
export function placeColumnsIn(
  name: string,
  columns: { has(name: string): boolean },
): { readonly latitude: string; readonly longitude: string } | undefined {
  const { latitude, longitude } = placeColumns(name)
  return columns.has(latitude) && columns.has(longitude) && !columns.has(name) ? { latitude, longitude } : undefined
}

/**
 * Whether the texts of a column are places. Two numbers can be many things: they are a place when they have three decimals or more,
 * or when the name says so, and not when it says that the longitude stands first.
 *
 * @param texts present ones, at least 99 % of which must be places
 */
export function arePlaces(name: string, texts: readonly string[]): boolean {
  const places = texts.filter((text) => parsePlace(text) !== undefined)
  if (places.length < fewestPlaces || texts.length - places.length > texts.length / 100) return false
  if (places.every((text) => pointForm.test(text) || anglesForm.test(text))) return true
  const words = nameWords(name)
  if (words.some((word) => turnedWords.has(word))) return false
  const exact = places.filter((text) => /\.\d{3,}\D+\d+\.\d{3,}/.test(text) || !pairForm.test(text)).length
  return exact >= 0.8 * places.length || (words.some((word) => placeWords.has(word)) && places.every(hasFractions))
}

const hasFractions = (text: string): boolean => /\.\d+\D+\d+\.\d/.test(text)

const minutesAndSeconds = String.raw`(?:([0-5]?\d(?:\.\d+)?)\s*['′’]\s*)?(?:([0-5]?\d(?:\.\d+)?)\s*(?:["″”]|'')\s*)?`

/** Patterns of a place with its numbers, also for the table engine; letters of either case. */
export const placePatterns = {
  pair: String.raw`^\s*[(\[]?\s*([+-]?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[)\]]?\s*$`,
  point: String.raw`^\s*(?:SRID=\d+;)?POINT\s*\(\s*([+-]?\d{1,3}(?:\.\d+)?)\s+([+-]?\d{1,2}(?:\.\d+)?)\s*\)\s*$`,
  angles: String.raw`^\s*(\d{1,2}(?:\.\d+)?)\s*[°º]\s*${minutesAndSeconds}([NS])[,;\s]*(\d{1,3}(?:\.\d+)?)\s*[°º]\s*${minutesAndSeconds}([EW])\s*$`,
} as const

const pairForm = new RegExp(placePatterns.pair, "i")

const pointForm = new RegExp(placePatterns.point, "i")

const anglesForm = new RegExp(placePatterns.angles, "i")

/** Two numbers can stand in a cell by chance. */
const fewestPlaces = 3

const placeWords = new Set([
  ...["place", "location", "loc", "coordinate", "coordinates", "coords", "position", "point", "geo", "gps", "latlon"],
  ...["latlng", "origin", "destination", "pickup", "dropoff", "centroid", "geolocation", "where"],
])

const turnedWords = new Set(["lonlat", "lnglat", "longlat", "xy"])
