/** Moments and order of the finite values of a column; of a large column, of `SAMPLE` of them, its ends included. */
export interface Statistics {
  /** Finite values, ascending. */
  readonly sorted: Float64Array
  /** Rows that are NaN, of all rows. */
  readonly missing: number
  /** Rows that are infinite or as good as that, of all rows. */
  readonly infinite: number
  readonly mean: number
  /** Square root of the mean squared distance from the mean. */
  readonly deviation: number
  readonly distinct: number
}

export function statisticsOf(values: Float64Array): Statistics {
  const kept = new Float64Array(values.length)
  let finite = 0
  let missing = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (Math.abs(value) <= LARGEST) kept[finite++] = value
    else if (Number.isNaN(value)) missing++
  }
  const sorted = sampleOf(kept.subarray(0, finite)).sort()
  let distinct = sorted.length === 0 ? 0 : 1
  for (let place = 1; place < sorted.length; place++) if (sorted[place] !== sorted[place - 1]) distinct++
  const infinite = values.length - finite - missing
  return { sorted, missing, infinite, ...momentsOf(sorted), distinct }
}

/** Values at an even stride, with the smallest and the largest in place of the first two, so that no rare value makes a column constant. */
function sampleOf(finite: Float64Array): Float64Array {
  if (finite.length <= SAMPLE) return finite
  const stride = finite.length / SAMPLE
  const sample = new Float64Array(SAMPLE)
  for (let place = 0; place < SAMPLE; place++) sample[place] = finite[Math.floor(place * stride)]!
  let smallest = finite[0]!
  let largest = finite[0]!
  for (let place = 0; place < finite.length; place++) {
    const value = finite[place]!
    if (value < smallest) smallest = value
    if (value > largest) largest = value
  }
  sample[0] = smallest
  sample[1] = largest
  return sample
}

/** @param share in [0, 1]; the nearest value below, so that it is one of the values */
export function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0
}

/** Mean and standard deviation (of the values, not of a population behind them); 0 and 0 of nothing. */
export function momentsOf(values: ArrayLike<number>): { readonly mean: number; readonly deviation: number } {
  if (values.length === 0) return { mean: 0, deviation: 0 }
  let mean = 0
  for (let row = 0; row < values.length; row++) mean += (values[row]! - mean) / (row + 1)
  let squares = 0
  for (let row = 0; row < values.length; row++) squares += (values[row]! - mean) ** 2
  return { mean, deviation: Math.sqrt(squares / values.length) }
}

/** Third standardised moment; 0 of a constant. */
export function skewnessOf(values: ArrayLike<number>): number {
  const { mean, deviation } = momentsOf(values)
  if (deviation === 0) return 0
  let cubes = 0
  for (let row = 0; row < values.length; row++) cubes += ((values[row]! - mean) / deviation) ** 3
  return cubes / values.length
}

/** Pearson's correlation over the rows where both are finite; 0 when either does not vary. */
export function correlationOf(first: Float64Array, second: Float64Array): number {
  const rows: number[] = []
  for (let row = 0; row < first.length; row++) if (Number.isFinite(first[row]! + second[row]!)) rows.push(row)
  const left = Float64Array.from(rows, (row) => first[row]!)
  const right = Float64Array.from(rows, (row) => second[row]!)
  const a = momentsOf(left)
  const b = momentsOf(right)
  if (a.deviation === 0 || b.deviation === 0) return 0
  let product = 0
  for (let row = 0; row < left.length; row++) product += (left[row]! - a.mean) * (right[row]! - b.mean)
  return product / left.length / (a.deviation * b.deviation)
}

const SAMPLE = 50_000
/** Squares of larger numbers would not be finite. */
const LARGEST = 1e150
