/** A symmetric matrix, size x size, row by row. */
export interface Symmetric {
  readonly size: number
  readonly values: Float64Array
}

/**
 * Lower triangle L with L L' = matrix + ridge on the diagonal. A pivot that vanishes (a column that is a combination of earlier
 * ones) is replaced by a huge one, which gives that column weight 0.
 *
 * @returns size x size, row by row; the upper triangle is 0
 */
export function choleskyFactor({ size, values }: Symmetric, ridge: number): Float64Array {
  const factor = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    const ofRow = row * size
    for (let column = 0; column <= row; column++) {
      const ofColumn = column * size
      let sum = values[ofRow + column]!
      if (row === column) sum += ridge
      for (let inner = 0; inner < column; inner++) sum -= factor[ofRow + inner]! * factor[ofColumn + inner]!
      if (row !== column) factor[ofRow + column] = sum / factor[ofColumn + column]!
      else factor[ofRow + row] = sum > (values[ofRow + row]! + ridge) * smallestPivot ? Math.sqrt(sum) : hugePivot
    }
  }
  return factor
}

/** x with L L' x = right-hand side. */
export function choleskySolve(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length
  const solution = Float64Array.from(right)
  for (let row = 0; row < size; row++) {
    let sum = solution[row]!
    for (let inner = 0; inner < row; inner++) sum -= factor[row * size + inner]! * solution[inner]!
    solution[row] = sum / factor[row * size + row]!
  }
  for (let row = size - 1; row >= 0; row--) {
    const value = solution[row]! / factor[row * size + row]!
    solution[row] = value
    for (let inner = 0; inner < row; inner++) solution[inner] = solution[inner]! - factor[row * size + inner]! * value
  }
  return solution
}

const smallestPivot = 1e-11
const hugePivot = 1e150
