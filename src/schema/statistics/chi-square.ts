import { logGamma } from "./gamma.ts"

/**
 * Share of the chi-square distribution above `statistic`: the upper regularised incomplete gamma function
 * Q(freedom / 2, statistic / 2), by its series below the mean and its continued fraction above (Abramowitz and Stegun 6.5.29
 * and 6.5.31). Relative error under 1e-9 wherever the result is above 1e-250.
 *
 * @param freedom degrees of freedom, at least 1
 * @returns in [0, 1]
 */
export function chiSquareAbove(statistic: number, freedom: number): number {
  if (statistic <= 0) return 1
  const shape = freedom / 2
  const x = statistic / 2
  const scale = Math.exp(shape * Math.log(x) - x - logGamma(shape))
  return x < shape + 1 ? 1 - scale * lowerSeries(shape, x) : scale * upperFraction(shape, x)
}

/** The statistic above which a share `above` of the distribution lies: the inverse of `chiSquareAbove` by halving. */
export function chiSquareCritical(above: number, freedom: number): number {
  let low = 0
  let high = freedom + 10
  while (chiSquareAbove(high, freedom) > above) high *= 2
  for (let halving = 0; halving < 100 && high - low > 1e-12 * high; halving++) {
    const middle = (low + high) / 2
    if (chiSquareAbove(middle, freedom) > above) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function lowerSeries(shape: number, x: number): number {
  let term = 1 / shape
  let sum = term
  for (let step = 1; Math.abs(term) > sum * Number.EPSILON; step++) {
    term *= x / (shape + step)
    sum += term
  }
  return sum
}

/** Lentz's evaluation. */
function upperFraction(shape: number, x: number): number {
  let b = x + 1 - shape
  let c = 1 / tiny
  let d = 1 / b
  let fraction = d
  for (let step = 1; step < mostSteps; step++) {
    const a = -step * (step - shape)
    b += 2
    d = 1 / notZero(a * d + b)
    c = notZero(b + a / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < Number.EPSILON) break
  }
  return fraction
}

function notZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value
}

const tiny = 1e-300

const mostSteps = 10_000
