import { nameWords } from "./name-words.ts"

/** Degrees. */
export interface PlacePair {
  readonly latitude: number
  readonly longitude: number
}

/**
 * A place in one cell: latitude before longitude, as in `40.7128, -74.0060` or `(40.7128 -74.0060)`, or longitude before latitude as
 * in well-known text, `POINT(-74.0060 40.7128)`. What a cell means depends on no other cell.
 *
 * @returns undefined when the text is none, or beyond the globe
 */
export function parsePlace(text: string): PlacePair | undefined {
  const pair = pairForm.exec(text)
  const point = pair === null ? pointForm.exec(text) : null
  const found = pair ?? point
  if (found === null) return undefined
  const [first, second] = [Number(found[1]), Number(found[2])]
  const place = pair === null ? { latitude: second, longitude: first } : { latitude: first, longitude: second }
  return Math.abs(place.latitude) <= 90 && Math.abs(place.longitude) <= 180 ? place : undefined
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
  if (places.every((text) => pointForm.test(text))) return true
  const words = nameWords(name)
  if (words.some((word) => turnedWords.has(word))) return false
  const exact = places.filter((text) => /\.\d{3,}\D+\d+\.\d{3,}/.test(text) || pointForm.test(text)).length
  return exact >= 0.8 * places.length || (words.some((word) => placeWords.has(word)) && places.every(hasFractions))
}

const hasFractions = (text: string): boolean => /\.\d+\D+\d+\.\d/.test(text)

/** Patterns of a place with its two numbers, also for the table engine; letters of either case. */
export const placePatterns = {
  pair: String.raw`^\s*[(\[]?\s*([+-]?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*([+-]?\d{1,3}(?:\.\d+)?)\s*[)\]]?\s*$`,
  point: String.raw`^\s*(?:SRID=\d+;)?POINT\s*\(\s*([+-]?\d{1,3}(?:\.\d+)?)\s+([+-]?\d{1,2}(?:\.\d+)?)\s*\)\s*$`,
} as const

const pairForm = new RegExp(placePatterns.pair, "i")

const pointForm = new RegExp(placePatterns.point, "i")

/** Two numbers can stand in a cell by chance. */
const fewestPlaces = 3

const placeWords = new Set([
  ...["place", "location", "loc", "coordinate", "coordinates", "coords", "position", "point", "geo", "gps", "latlon"],
  ...["latlng", "origin", "destination", "pickup", "dropoff", "centroid", "geolocation", "where"],
])

const turnedWords = new Set(["lonlat", "lnglat", "longlat", "xy"])
