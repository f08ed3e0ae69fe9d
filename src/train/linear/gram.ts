import { type WorkMeter, workCost } from "../meter.ts"
import type { Design } from "./design.ts"

/** Weighted mean products of the columns of a design, each list made when it is first asked for. */
export interface Gram {
  /** features long: the mean square of each column */
  readonly squares: Float64Array
  /** features long: of one column with every column */
  column(feature: number): Float64Array
}

export function lazyGram(design: Design, meter: WorkMeter): Gram {
  const { columns, rows } = design
  const shares = rowShares(design)
  const known: (Float64Array | undefined)[] = columns.map(() => undefined)
  const squares = Float64Array.from(columns, (column) => {
    let sum = 0
    for (let row = 0; row < rows; row++) sum += shares[row]! * column[row]! * column[row]!
    return sum
  })
  return {
    squares,
    column: (feature) => {
      const found = known[feature] ?? meanProducts(design, timesShares(columns[feature]!, shares))
      if (known[feature] === undefined) meter.spent += rows * columns.length * workCost.multiplyAdd
      known[feature] = found
      return found
    },
  }
}

/** What each row counts; they sum to one. */
export function rowShares({ rows, weights, total }: Design): Float64Array {
  if (weights === undefined) return new Float64Array(rows).fill(1 / rows)
  return weights.map((weight) => (total > 0 ? weight / total : 0))
}

/** Sums over the rows of every column times `values`. */
export function meanProducts({ columns }: Pick<Design, "columns">, values: Float64Array): Float64Array {
  return Float64Array.from(columns, (column) => productWith(column, values))
}

/** Four sums at once, so that additions need not wait for each other. */
export function productWith(column: Float32Array, values: Float64Array): number {
  let [one, two, three, four] = [0, 0, 0, 0]
  let row = 0
  for (; row + 3 < values.length; row += 4) {
    one += column[row]! * values[row]!
    two += column[row + 1]! * values[row + 1]!
    three += column[row + 2]! * values[row + 2]!
    four += column[row + 3]! * values[row + 3]!
  }
  for (; row < values.length; row++) one += column[row]! * values[row]!
  return one + two + (three + four)
}

function timesShares(column: Float32Array, shares: Float64Array): Float64Array {
  return shares.map((share, row) => share * column[row]!)
}
