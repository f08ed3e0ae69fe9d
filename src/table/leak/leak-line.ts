/** A line through points that holds for nearly all of them. */
export interface Line {
  readonly slope: number
  readonly intercept: number
  /** Correlation of the points near the line, at least 95 % of all. */
  readonly correlation: number
}

/**
 * The line that nearly all points lie on, if there is one: a few broken rows do not hide it.
 *
 * The slope is the median over pairs of points half the sorted range apart (Theil and Sen, with n / 2 pairs); then the twentieth
 * of the points farthest from the line is left out and the rest is fitted by least squares.
 *
 * @param x finite, not sorted
 * @param y finite, as long as `x`
 * @returns undefined when either varies too little to tell
 */
export function robustLine(x: Float64Array, y: Float64Array): Line | undefined {
  const count = x.length
  const order = Uint32Array.from({ length: count }, (_, row) => row).sort((a, b) => x[a]! - x[b]!)
  const half = Math.floor(count / 2)
  const slopes: number[] = []
  for (let pair = 0; pair < half; pair++) {
    const low = order[pair]!
    const high = order[pair + half]!
    const run = x[high]! - x[low]!
    if (run > 0) slopes.push((y[high]! - y[low]!) / run)
  }
  if (slopes.length < half / 2) return undefined
  const slope = median(slopes)
  const offsets = Array.from(y, (value, row) => value - slope * x[row]!)
  const intercept = median(offsets)
  const away = Float64Array.from(offsets, (offset) => Math.abs(offset - intercept))
  const limit = away.slice().sort()[Math.ceil(count * nearlyAll) - 1]!
  const near = Array.from({ length: count }, (_, row) => row).filter((row) => away[row]! <= limit)
  return leastSquares(x, y, near)
}

function leastSquares(x: Float64Array, y: Float64Array, rows: readonly number[]): Line | undefined {
  let meanX = 0
  let meanY = 0
  for (const row of rows) {
    meanX += x[row]! / rows.length
    meanY += y[row]! / rows.length
  }
  let xx = 0
  let yy = 0
  let xy = 0
  for (const row of rows) {
    xx += (x[row]! - meanX) ** 2
    yy += (y[row]! - meanY) ** 2
    xy += (x[row]! - meanX) * (y[row]! - meanY)
  }
  if (xx === 0 || yy === 0) return undefined
  return { slope: xy / xx, intercept: meanY - (xy / xx) * meanX, correlation: xy / Math.sqrt(xx * yy) }
}

export function median(values: readonly number[] | Float64Array): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Real tables have broken rows; what holds for this share of them is no accident. */
export const nearlyAll = 0.95
