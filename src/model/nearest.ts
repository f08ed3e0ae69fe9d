/** Rows that stand for themselves: what neighbours are looked up in. */
export interface Points {
  /** Coordinates of a point. */
  readonly width: number
  /** points x width, point by point */
  readonly values: Float32Array
}

/** Squared distances from one place to every point. */
export interface Distances {
  /** points long; infinite where a point is surely farther than the bound */
  readonly squared: Float64Array
  /**
   * Fill `squared` for a place.
   *
   * @returns how far a point may be to count among the `count` nearest; points as near as the last of them count too, so that their
   * order does not matter
   */
  measure(place: Float64Array, count: number): number
}

/** Memory of its own, to be used for one place after another. */
export function newDistances({ width, values }: Points): Distances {
  const points = width === 0 ? 0 : values.length / width
  const squared = new Float64Array(points)
  let nearest = new Float64Array(0)
  return {
    squared,
    measure: (place, count) => {
      const wanted = Math.min(count, points)
      if (nearest.length !== wanted) nearest = new Float64Array(wanted)
      nearest.fill(Number.POSITIVE_INFINITY)
      let bound = Number.POSITIVE_INFINITY
      for (let point = 0, from = 0; point < points; point++, from += width) {
        let sum = 0
        for (let at = 0; at < width && sum <= bound; at++) {
          const away = place[at]! - values[from + at]!
          sum += away * away
        }
        const near = sum <= bound
        squared[point] = near ? sum : Number.POSITIVE_INFINITY
        if (near && sum < nearest[wanted - 1]!) bound = boundOf(insert(nearest, sum))
      }
      return bound
    },
  }
}

/** Put a number into an ascending list in place of its last; returns the new last. */
function insert(ascending: Float64Array, value: number): number {
  let at = ascending.length - 1
  while (at > 0 && ascending[at - 1]! > value) {
    ascending[at] = ascending[at - 1]!
    at -= 1
  }
  ascending[at] = value
  return ascending[ascending.length - 1]!
}

/** A little more than the distance itself: runtimes round in other places. */
export function boundOf(squared: number): number {
  return squared * (1 + TIE) + TIE
}

export const TIE = 1e-9
/** Squared distance below which two rows are the same. */
export const SAME = 1e-10
