import type { Random } from "../../base/index.ts"
import type { Place } from "../encoder.ts"
import { flatMap, kmEast, kmNorth } from "../geography.ts"

/**
 * Centres of neighbourhoods by k-means (Lloyd's steps from k-means++ seeds) over a sample of points.
 *
 * @param points degrees; missing and impossible ones are left out
 * @returns at most `count` places, fewer when there are not so many different points
 */
export function findCentres(
  points: { readonly latitude: Float64Array; readonly longitude: Float64Array },
  count: number,
  random: Random,
): readonly Place[] {
  const sample = sampleOf(points, random)
  if (sample.length === 0 || count === 0) return []
  const origin = sample[0]!
  const map = flatMap(origin)
  const cloud: Cloud = {
    east: Float64Array.from(sample, (place) => kmEast(map, place.longitude)),
    north: Float64Array.from(sample, (place) => kmNorth(map, place.latitude)),
  }
  let centres = seedCentres(cloud, count, random)
  for (let step = 0; step < STEPS; step++) centres = moveCentres(cloud, centres)
  return Array.from(centres.east, (east, centre) => ({
    latitude: origin.latitude + centres.north[centre]! / map.kmPerDegreeNorth,
    longitude: origin.longitude + east / map.kmPerDegreeEast,
  }))
}

/** Kilometres on a flat map. */
interface Cloud {
  readonly east: Float64Array
  readonly north: Float64Array
}

function sampleOf(
  points: { readonly latitude: Float64Array; readonly longitude: Float64Array },
  random: Random,
): readonly Place[] {
  const good: Place[] = []
  for (let row = 0; row < points.latitude.length; row++) {
    const place = { latitude: points.latitude[row]!, longitude: points.longitude[row]! }
    if (Math.abs(place.latitude) < 90 && Math.abs(place.longitude) <= 180) good.push(place)
  }
  if (good.length <= SAMPLE) return good
  return Array.from({ length: SAMPLE }, () => good[random.integer(good.length)]!)
}

/** Each next seed is drawn with a chance that grows with its squared distance from the seeds so far. */
function seedCentres(cloud: Cloud, count: number, random: Random): Cloud {
  const chosen = [random.integer(cloud.east.length)]
  const squares = new Float64Array(cloud.east.length).fill(Number.POSITIVE_INFINITY)
  while (chosen.length < count) {
    const last = chosen.at(-1)!
    let total = 0
    for (let point = 0; point < squares.length; point++) {
      const away = (cloud.east[point]! - cloud.east[last]!) ** 2 + (cloud.north[point]! - cloud.north[last]!) ** 2
      squares[point] = Math.min(squares[point]!, away)
      total += squares[point]!
    }
    if (total === 0) break
    let left = random.next() * total
    let next = 0
    while (next < squares.length - 1 && left >= squares[next]!) left -= squares[next++]!
    chosen.push(next)
  }
  return {
    east: Float64Array.from(chosen, (point) => cloud.east[point]!),
    north: Float64Array.from(chosen, (point) => cloud.north[point]!),
  }
}

/** One Lloyd step; a centre that lost all its points stays. */
function moveCentres(cloud: Cloud, centres: Cloud): Cloud {
  const east = new Float64Array(centres.east.length)
  const north = new Float64Array(centres.east.length)
  const counts = new Float64Array(centres.east.length)
  for (let point = 0; point < cloud.east.length; point++) {
    let best = 0
    let bestSquare = Number.POSITIVE_INFINITY
    for (let centre = 0; centre < counts.length; centre++) {
      const x = cloud.east[point]! - centres.east[centre]!
      const y = cloud.north[point]! - centres.north[centre]!
      const square = x * x + y * y
      if (square >= bestSquare) continue
      best = centre
      bestSquare = square
    }
    east[best]! += cloud.east[point]!
    north[best]! += cloud.north[point]!
    counts[best]!++
  }
  return {
    east: east.map((sum, centre) => (counts[centre]! > 0 ? sum / counts[centre]! : centres.east[centre]!)),
    north: north.map((sum, centre) => (counts[centre]! > 0 ? sum / counts[centre]! : centres.north[centre]!)),
  }
}

const SAMPLE = 10_000
const STEPS = 10
