import { nearlyAll } from "./leak-line.ts"

/** Numbers to explain the target with; all as long as the target and finite. */
export interface NamedNumbers {
  readonly name: string
  readonly values: Float64Array
}

/** The target is a sum of multiples of columns, in nearly all rows. */
export interface Identity {
  /** The column without which the target can no longer be computed. */
  readonly column: string
  readonly others: readonly string[]
}

/**
 * Find columns whose weighted sum is the target, and of them the one that gives it away: that without which the sum is lost and
 * that goes most with the target itself.
 *
 * The sum is fitted for least absolute error, by least squares reweighted with 1 / |residual|, so that broken rows do not bend
 * it; it counts when what remains is below a ten-thousandth of the target's spread in 95 % of the rows, and in 95 % of those
 * where the target is not its commonest value.
 *
 * @param target at least ten rows a column, else nothing is found
 */
export function findIdentity(target: Float64Array, columns: readonly NamedNumbers[]): Identity | undefined {
  const usable = columns
    .map((column) => ({ ...column, correlation: Math.abs(correlationOf(column.values, target)) }))
    .filter(({ correlation }) => Number.isFinite(correlation))
    .sort((one, other) => other.correlation - one.correlation || (one.name < other.name ? -1 : 1))
    .slice(0, mostColumns)
  if (target.length < 10 * (usable.length + 1) || target.length < 50) return undefined
  if (!holds(target, usable)) return undefined
  let needed = usable
  // From the least related on: what the sum does without is no part of it.
  for (const column of [...usable].reverse()) {
    const without = needed.filter((other) => other !== column)
    if (without.length > 0 && holds(target, without)) needed = without
  }
  const [leak] = needed
  if (leak === undefined) return undefined
  return { column: leak.name, others: needed.slice(1).map(({ name }) => name) }
}

function holds(target: Float64Array, columns: readonly NamedNumbers[]): boolean {
  const residual = fitAbsolute(target, columns)
  if (residual === undefined) return false
  const limit = tolerance * spreadOf(target)
  const common = commonest(target)
  let near = 0
  let uncommon = 0
  let nearUncommon = 0
  for (let row = 0; row < target.length; row++) {
    const isNear = Math.abs(residual[row]!) <= limit
    if (isNear) near++
    if (target[row] !== common) {
      uncommon++
      if (isNear) nearUncommon++
    }
  }
  return near >= nearlyAll * target.length && uncommon >= 30 && nearUncommon >= nearlyAll * uncommon
}

/** @returns what the sum leaves of the target, per row */
function fitAbsolute(target: Float64Array, columns: readonly NamedNumbers[]): Float64Array | undefined {
  const rows = target.length
  const design = [new Float64Array(rows).fill(1), ...columns.map(({ values }) => standardised(values))]
  const goal = standardised(target)
  const weights = new Float64Array(rows).fill(1)
  let residual = goal
  for (let round = 0; round < rounds; round++) {
    const coefficients = solveWeighted(design, goal, weights)
    if (coefficients === undefined) return undefined
    residual = goal.map((value, row) => {
      let left = value
      for (const [index, column] of design.entries()) left -= coefficients[index]! * column[row]!
      return left
    })
    const floor = Math.max(1e-9, 0.1 ** (round + 2))
    let largest = 0
    for (let row = 0; row < rows; row++) {
      const size = Math.abs(residual[row]!)
      if (size > largest) largest = size
      weights[row] = 1 / Math.max(size, floor)
    }
    if (largest < tolerance / 10) break
    // Nothing near an identity after some rounds becomes one later.
    if (round === 5 && shareBelow(residual, 0.05) < 0.8) return undefined
  }
  const spread = spreadOf(target)
  return residual.map((value) => value * spread)
}

function shareBelow(residual: Float64Array, limit: number): number {
  let below = 0
  for (const value of residual) if (Math.abs(value) <= limit) below++
  return below / residual.length
}

/** Weighted normal equations by Cholesky, with a trace of ridge for columns that repeat each other. */
function solveWeighted(
  design: readonly Float64Array[],
  goal: Float64Array,
  weights: Float64Array,
): Float64Array | undefined {
  const size = design.length
  const rows = goal.length
  const gram = design.map((column, index) => {
    const weighted = column.map((value, row) => value * weights[row]!)
    const line = new Float64Array(size + 1)
    for (let other = 0; other <= index; other++) line[other] = dot(weighted, design[other]!, rows)
    line[size] = dot(weighted, goal, rows)
    return line
  })
  const largest = Math.max(...gram.map((line, index) => line[index]!))
  const right = Float64Array.from(gram, (line) => line[size]!)
  for (const [index, line] of gram.entries()) line[index]! += largest * 1e-13
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = gram[row]![column]!
      for (let inner = 0; inner < column; inner++) sum -= gram[row]![inner]! * gram[column]![inner]!
      if (row === column) {
        if (!(sum > 0)) return undefined
        gram[row]![row] = Math.sqrt(sum)
      } else gram[row]![column] = sum / gram[column]![column]!
    }
  }
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < row; inner++) right[row]! -= gram[row]![inner]! * right[inner]!
    right[row]! /= gram[row]![row]!
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let inner = row + 1; inner < size; inner++) right[row]! -= gram[inner]![row]! * right[inner]!
    right[row]! /= gram[row]![row]!
  }
  return right
}

function dot(one: Float64Array, other: Float64Array, rows: number): number {
  let sum = 0
  for (let row = 0; row < rows; row++) sum += one[row]! * other[row]!
  return sum
}

function standardised(values: Float64Array): Float64Array {
  const mean = meanOf(values)
  const spread = spreadOf(values)
  return values.map((value) => (value - mean) / spread)
}

/** Standard deviation of the middle: one absurd value must not make all others look equal. */
function spreadOf(values: Float64Array): number {
  const sorted = values.slice().sort()
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!
  const low = at(0.025)
  const high = at(0.975)
  // A column that hardly varies has its spread in the few values outside.
  return deviationOf(high > low ? values.map((value) => Math.min(high, Math.max(low, value))) : values)
}

function meanOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

function deviationOf(values: Float64Array): number {
  const mean = meanOf(values)
  let sum = 0
  for (const value of values) sum += (value - mean) ** 2
  return Math.sqrt(sum / values.length)
}

export function correlationOf(one: Float64Array, other: Float64Array): number {
  const meanOne = meanOf(one)
  const meanOther = meanOf(other)
  let both = 0
  let first = 0
  let second = 0
  for (let row = 0; row < one.length; row++) {
    both += (one[row]! - meanOne) * (other[row]! - meanOther)
    first += (one[row]! - meanOne) ** 2
    second += (other[row]! - meanOther) ** 2
  }
  return both / Math.sqrt(first * second)
}

function commonest(values: Float64Array): number {
  const counts = new Map<number, number>()
  let best = Number.NaN
  let most = 0
  for (const value of values) {
    const count = (counts.get(value) ?? 0) + 1
    counts.set(value, count)
    if (count > most) [best, most] = [value, count]
  }
  return best
}

const tolerance = 1e-4

const rounds = 25

/** The normal equations grow with the square of the columns. */
const mostColumns = 60
