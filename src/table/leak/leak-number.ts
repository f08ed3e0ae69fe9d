import { nearlyAll, robustLine } from "./leak-line.ts"

/** Values of two columns in the rows that have both. */
export interface Pairs {
  readonly x: Float64Array
  readonly y: Float64Array
}

/**
 * Why a column of numbers gives a target of numbers away: it equals it, lies on a line with it, or rises and falls with it
 * without exception.
 *
 * @returns undefined when it does not
 */
export function givesAwayNumber(column: Float64Array, target: Float64Array, name: string): string | undefined {
  const pairs = numberPairs(column, target)
  if (pairs === undefined) return undefined
  if (shareEqual(pairs) >= nearlyAll) return `it equals "${name}"`
  const line = robustLine(pairs.x, pairs.y)
  if (line !== undefined && Math.abs(line.correlation) >= givenAway)
    return `"${name}" is a multiple of it, or it shifted`
  return isMonotone(pairs) ? `"${name}" rises and falls with it without exception` : undefined
}

/** @returns undefined when too few rows have both, or either has too few values to tell an amount from a code */
export function numberPairs(one: Float64Array, other: Float64Array): Pairs | undefined {
  const rows: number[] = []
  for (let row = 0; row < one.length; row++) {
    if (!Number.isNaN(one[row]!) && !Number.isNaN(other[row]!)) rows.push(row)
  }
  if (rows.length < fewestPairs || rows.length < one.length / 2) return undefined
  const x = Float64Array.from(rows, (row) => one[row]!)
  const y = Float64Array.from(rows, (row) => other[row]!)
  return new Set(x).size < fewestValues || new Set(y).size < fewestValues ? undefined : { x, y }
}

function shareEqual({ x, y }: Pairs): number {
  let equal = 0
  for (let row = 0; row < x.length; row++) if (x[row] === y[row]) equal++
  return equal / x.length
}

/**
 * Whether the target, in the order of the column, rises or falls in all but a thousandth of the steps. A column that is itself in
 * the order of the file is a clock, and what grows with time is no leak.
 */
function isMonotone({ x, y }: Pairs): boolean {
  const count = x.length
  if (count < fewestMonotone || new Set(x).size < count / 2 || new Set(y).size < count / 2) return false
  if (inOrder(x)) return false
  const order = Uint32Array.from({ length: count }, (_, row) => row).sort((a, b) => x[a]! - x[b]! || y[a]! - y[b]!)
  return inOrder(Float64Array.from(order, (row) => y[row]!))
}

function inOrder(values: Float64Array): boolean {
  let up = 0
  let down = 0
  for (let row = 1; row < values.length; row++) {
    if (values[row]! > values[row - 1]!) up++
    if (values[row]! < values[row - 1]!) down++
  }
  return Math.min(up, down) <= values.length / 1000
}

const fewestPairs = 30

const fewestValues = 10

const fewestMonotone = 200

const givenAway = 0.9999
