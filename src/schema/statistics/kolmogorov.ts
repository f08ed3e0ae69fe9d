import { binomialLog } from "./gamma.ts"

/**
 * Chance that two samples of one distribution differ by `distance` or more anywhere in their empirical distribution functions:
 * the two-sided Kolmogorov-Smirnov test. Exact up to 10,000 rows on the larger side, beyond by the one-sample distribution at
 * the harmonic size round(m n / (m + n)), as SciPy's `ks_2samp` does; equal to it to 1e-9. Ties make it too large, never too small.
 *
 * @param distance the statistic, in [0, 1]
 * @returns in [0, 1]
 */
export function kolmogorovAbove(distance: number, first: number, second: number): number {
  if (distance <= 0) return 1
  const harmonic = (first * second) / (first + second)
  const far = kolmogorovOneSample(distance, Math.max(1, Math.round(harmonic)))
  // at this distance the exact count could only change digits behind the fifteenth
  if (Math.max(first, second) > mostExact || (harmonic > 30 && far < 1e-15)) return far
  return leavingBand(Math.max(first, second), Math.min(first, second), distance)
}

/** The statistic that chance reaches with probability `above`, by the limiting distribution 2 sum (-1)^(k-1) exp(-2 k^2 z^2). */
export function kolmogorovCritical(above: number, first: number, second: number): number {
  let [low, high] = [0.2, 20]
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2
    if (limitAbove(middle) > above) low = middle
    else high = middle
  }
  return Math.min(1, low / Math.sqrt((first * second) / (first + second)))
}

function limitAbove(z: number): number {
  let sum = 0
  for (let k = 1; k <= 100; k++) {
    const term = Math.exp(-2 * k * k * z * z)
    sum += k % 2 === 1 ? term : -term
    if (term < 1e-18) break
  }
  return Math.min(1, 2 * sum)
}

/**
 * Share of the lattice paths from (0, 0) to (m, n) that somewhere leave |x / m - y / n| < distance. Every order of the pooled rows is
 * as likely as any other, so a path steps along x with probability (rows of the first left) / (rows left). Only positive
 * numbers are added, so that small chances keep their digits.
 */
function leavingBand(m: number, n: number, distance: number): number {
  const divisor = greatestDivisor(m, n)
  const [stepX, stepY] = [n / divisor, m / divisor]
  const limit = Math.round(distance * m * stepX)
  if (limit === 0) return 1
  const reached = new Float64Array(n + 1)
  reached[0] = 1
  let left = 0
  for (let x = 0; x <= m; x++) {
    const from = Math.max(0, Math.floor((x * stepX - limit) / stepY) + 1)
    const to = Math.min(n, Math.ceil((x * stepX + limit) / stepY) - 1)
    const nextFrom = Math.max(0, Math.floor(((x + 1) * stepX - limit) / stepY) + 1)
    for (let y = from; y <= to; y++) {
      const here = reached[y]!
      if (here === 0) continue
      const along = (here * (m - x)) / (m + n - x - y)
      // what goes on along x stays in its cell, the rest moves up by one
      if (y < nextFrom) left += along
      reached[y] = y < nextFrom ? 0 : along
      if (y === n) continue
      if (y < to) reached[y + 1]! += here - along
      else left += here - along
    }
  }
  return Math.min(1, left)
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}

/**
 * Chance that the empirical distribution function of n rows is `distance` or more from the true one. The method is chosen as
 * Simard and L'Ecuyer (2011) do: twice the one-sided tail where it is the whole answer, Durbin's matrix for few rows or small
 * distances, Pelz and Good's expansion else.
 */
function kolmogorovOneSample(distance: number, n: number): number {
  if (distance >= 1) return 0
  if (n * distance * distance >= 2.2 || distance >= 0.5) return Math.min(1, 2 * oneSidedTail(distance, n))
  if (n * distance <= 0.5) return 1
  const isMatrix = n <= 140 || n * distance ** 1.5 <= 1.4
  const below = isMatrix ? durbinMatrix(distance, n) : pelzGood(distance, n)
  return Math.min(1, Math.max(0, 1 - below))
}

/** Birnbaum and Tingey: d sum over j <= n (1 - d) of C(n, j) (d + j / n)^(j - 1) (1 - d - j / n)^(n - j). */
function oneSidedTail(distance: number, n: number): number {
  let sum = 0
  const last = Math.floor(n * (1 - distance))
  for (let j = 0; j <= last; j++) {
    const up = distance + j / n
    const down = 1 - up
    if (down <= 0) continue
    sum += Math.exp(binomialLog(n, j) + (j - 1) * Math.log(up) + (n - j) * Math.log(down))
  }
  return distance * sum
}

/** Marsaglia, Tsang and Wang (2003): n! / n^n times the middle of the n-th power of a matrix of size 2 ceil(n d) - 1. */
function durbinMatrix(distance: number, n: number): number {
  const k = Math.ceil(n * distance)
  const size = 2 * k - 1
  const part = k - n * distance
  const start = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) start[row * size + column] = row - column + 1 < 0 ? 0 : 1
  }
  for (let at = 0; at < size; at++) {
    start[at * size]! -= part ** (at + 1)
    start[(size - 1) * size + at]! -= part ** (size - at)
  }
  start[(size - 1) * size]! += 2 * part - 1 > 0 ? (2 * part - 1) ** size : 0
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      for (let factor = 2; factor <= row - column + 1; factor++) start[row * size + column]! /= factor
    }
  }
  const { matrix, logScale } = power({ matrix: start, logScale: 0 }, n, size)
  let log = logScale + Math.log(matrix[(k - 1) * size + k - 1]!)
  for (let factor = 1; factor <= n; factor++) log += Math.log(factor / n)
  return Math.exp(log)
}

interface Scaled {
  readonly matrix: Float64Array
  /** The true matrix is exp(logScale) times as large. */
  readonly logScale: number
}

function power(base: Scaled, exponent: number, size: number): Scaled {
  if (exponent === 1) return base
  const half = power(base, Math.floor(exponent / 2), size)
  const square = product(half, half, size)
  return exponent % 2 === 0 ? square : product(base, square, size)
}

function product(a: Scaled, b: Scaled, size: number): Scaled {
  const matrix = new Float64Array(size * size)
  let largest = 0
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = a.matrix[row * size + inner]!
      if (factor === 0) continue
      for (let column = 0; column < size; column++) {
        matrix[row * size + column]! += factor * b.matrix[inner * size + column]!
      }
    }
  }
  for (const value of matrix) largest = Math.max(largest, Math.abs(value))
  const logScale = a.logScale + b.logScale
  return { matrix: matrix.map((value) => value / largest), logScale: logScale + Math.log(largest) }
}

/** Pelz and Good (1976): K0(z) + K1(z) / n^(1/2) + K2(z) / n + K3(z) / n^(3/2) with z = d n^(1/2), each summed over theta functions. */
function pelzGood(distance: number, n: number): number {
  const z = distance * Math.sqrt(n)
  const [z2, z4, z6, z8] = [z ** 2, z ** 4, z ** 6, z ** 8]
  const [pi2, pi4, pi6] = [Math.PI ** 2, Math.PI ** 4, Math.PI ** 6]
  const last = Math.ceil((16 * z) / Math.PI)
  let [k0, k1, k2, k3, even2, even3] = [0, 0, 0, 0, 0, 0]
  for (let k = 1; k <= last; k++) {
    const odd2 = (2 * k - 1) ** 2
    const weight = Math.exp((-pi2 * odd2) / (8 * z2))
    k0 += weight
    k1 += weight * ((pi2 / 4) * odd2 - z2)
    k2 += weight * (6 * z6 + 2 * z4 + (pi2 / 4) * (2 * z4 - 5 * z2) * odd2 + (pi4 / 16) * (1 - 2 * z2) * odd2 * odd2)
    k3 +=
      weight *
      (-30 * z6 -
        90 * z8 +
        (pi2 / 4) * (135 * z4 - 96 * z6) * odd2 +
        (pi4 / 16) * (212 * z4 - 60 * z2) * odd2 ** 2 +
        (pi6 / 64) * (5 - 30 * z2) * odd2 ** 3)
    const evenWeight = k * k * Math.exp((-pi2 * k * k) / (2 * z2))
    even2 += evenWeight
    even3 += evenWeight * (3 * z2 - pi2 * k * k)
  }
  const root = Math.sqrt(2 * Math.PI)
  const first = k0 / z
  const second = k1 / (6 * z4)
  const third = k2 / (72 * z ** 7) - (pi2 * even2) / (36 * z ** 3)
  const fourth = k3 / (6480 * z ** 10) + (pi2 * even3) / (216 * z6)
  return root * (first + second / Math.sqrt(n) + third / n + fourth / n ** 1.5)
}

/** Rows of the larger sample up to which paths are counted; SciPy's own bound. */
const mostExact = 10_000
