/** Places between 0 and 1 and how much each counts; the weights sum to one. */
export interface Quadrature {
  readonly places: Float64Array
  readonly weights: Float64Array
}

/**
 * Gauss and Legendre's rule on the interval from 0 to 1: the weighted sum of a polynomial's values at the places is its integral, up
 * to degree 2 x count - 1.
 *
 * @param count of places, at least 1
 */
export function gaussLegendre(count: number): Quadrature {
  const roots = legendreRoots(count)
  const weights = roots.map((root) => 1 / ((1 - root * root) * legendre(count, root).slope ** 2))
  return { places: roots.map((root) => (root + 1) / 2), weights }
}

/** Ascending. The roots of a Legendre polynomial lie apart: one between any two neighbours of the roots of the one before and the ends. */
function legendreRoots(count: number): Float64Array {
  let roots = new Float64Array(0)
  for (let degree = 1; degree <= count; degree++) {
    const ends = [-1, ...roots, 1]
    roots = Float64Array.from({ length: degree }, (_, place) => rootBetween(degree, ends[place]!, ends[place + 1]!))
  }
  return roots
}

/** Newton's steps, and halves of the range where one would leave it; only sums and products, so that every runtime finds the same bits. */
function rootBetween(degree: number, from: number, to: number): number {
  let [low, high] = [from, to]
  const rising = legendre(degree, high).value > 0
  for (let at = (low + high) / 2; ; ) {
    const { value, slope } = legendre(degree, at)
    const step = at - value / slope
    if (Math.abs(step - at) < Number.EPSILON) return step
    if (value > 0 === rising) high = at
    else low = at
    at = step > low && step < high ? step : (low + high) / 2
  }
}

/** By the three-term recurrence. */
function legendre(degree: number, at: number): { readonly value: number; readonly slope: number } {
  let [before, value] = [0, 1]
  for (let order = 1; order <= degree; order++) {
    const next = ((2 * order - 1) * at * value - (order - 1) * before) / order
    before = value
    value = next
  }
  return { value, slope: (degree * (before - at * value)) / (1 - at * at) }
}
