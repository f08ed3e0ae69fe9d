import type { Place } from "./encoder.ts"
import { flatMap, kmEast, kmNorth } from "./geography.ts"

/**
 * Index of the nearest of some places, -1 when the point is missing or infinitely far; ties go to the first. Places are looked at from the
 * point's longitude outwards, until all others are farther to the east or west alone than the nearest is.
 */
export function compileNearest(centres: readonly Place[]): (latitude: number, longitude: number) => number {
  const map = flatMap(centres[0]!)
  const all = centres.map((centre, index) => ({
    index,
    east: kmEast(map, centre.longitude),
    north: kmNorth(map, centre.latitude),
  }))
  all.sort((a, b) => a.east - b.east)
  const east = Float64Array.from(all, (centre) => centre.east)
  const north = Float64Array.from(all, (centre) => centre.north)
  const index = Int32Array.from(all, (centre) => centre.index)
  return (latitude, longitude) => {
    const x = kmEast(map, longitude)
    const y = kmNorth(map, latitude)
    let best = -1
    let bestSquare = Number.POSITIVE_INFINITY
    let right = firstFrom(east, x)
    let left = right - 1
    for (;;) {
      const toLeft = left < 0 ? Number.POSITIVE_INFINITY : x - east[left]!
      const toRight = right >= east.length ? Number.POSITIVE_INFINITY : east[right]! - x
      const isLeft = toLeft < toRight
      const away = isLeft ? toLeft : toRight
      if (!(away * away <= bestSquare) || away === Number.POSITIVE_INFINITY) return best
      const place = isLeft ? left-- : right++
      const square = (x - east[place]!) * (x - east[place]!) + (y - north[place]!) * (y - north[place]!)
      if (square < bestSquare || (square === bestSquare && index[place]! < best)) {
        best = index[place]!
        bestSquare = square
      }
    }
  }
}

/** Place of the first that is not less. */
function firstFrom(ascending: Float64Array, wanted: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}
