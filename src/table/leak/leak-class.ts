import type { Column } from "../../schema/index.ts"

/**
 * Why a column gives the value of a target away by its own: knowing its value, or only whether it has one, leaves next to no
 * doubt about the target.
 *
 * It needs ten rows a value, and must take away all but a two-hundredth of the errors that the commonest value of the target
 * makes.
 *
 * @returns undefined when it does not
 */
export function givesAway(column: Column, target: Column, name: string): string | undefined {
  const { rows, truth } = presentTargets(target)
  if (rows.length < fewestRows) return undefined
  const errors = rows.length - mostCommon(truth)
  if (errors < fewestErrors) return undefined
  const values = rows.map((row) => valueAt(column, row))
  if (new Set(values).size <= rows.length / 10 && errorsGiven(values, truth) <= errors * leftDoubt) {
    return `each of its values goes with one value of "${name}"`
  }
  const filled = values.map((value) => (value === undefined ? 0 : 1))
  if (values.includes(undefined) && errorsGiven(filled, truth) <= errors * leftDoubt) {
    return `whether it has a value tells "${name}"`
  }
  return cuts(column, rows, truth) ? `one value of it parts the two values of "${name}"` : undefined
}

type Value = number | undefined

function valueAt(column: Column, row: number): Value {
  const value = column.kind === "number" ? column.values[row]! : column.codes[row]!
  return Number.isNaN(value) || (column.kind === "string" && value < 0) ? undefined : value
}

function presentTargets(target: Column): { readonly rows: readonly number[]; readonly truth: readonly number[] } {
  const rows: number[] = []
  const truth: number[] = []
  const count = target.kind === "number" ? target.values.length : target.codes.length
  for (let row = 0; row < count; row++) {
    const value = valueAt(target, row)
    if (value === undefined) continue
    rows.push(row)
    truth.push(value)
  }
  return { rows, truth }
}

function mostCommon(truth: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const value of truth) counts.set(value, (counts.get(value) ?? 0) + 1)
  return Math.max(...counts.values())
}

/** Rows guessed wrong when each value of the column stands for the target it goes with most. */
function errorsGiven(values: readonly Value[], truth: readonly number[]): number {
  const groups = new Map<Value, Map<number, number>>()
  for (const [position, value] of values.entries()) {
    let counts = groups.get(value)
    if (counts === undefined) {
      counts = new Map()
      groups.set(value, counts)
    }
    const label = truth[position]!
    counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  let right = 0
  for (const counts of groups.values()) right += Math.max(...counts.values())
  return truth.length - right
}

/** Two classes that one threshold on a column of numbers parts, in a table large enough that honest columns overlap. */
function cuts(column: Column, rows: readonly number[], truth: readonly number[]): boolean {
  if (column.kind !== "number" || new Set(truth).size !== 2 || rows.length < fewestForCut) return false
  const order = rows
    .map((row, position) => ({ value: column.values[row]!, label: truth[position]! }))
    .filter(({ value }) => !Number.isNaN(value))
    .sort((one, other) => one.value - other.value)
  if (order.length < rows.length * 0.95) return false
  const positive = truth[0]!
  let before = 0
  const total = order.filter(({ label }) => label === positive).length
  let fewest = order.length
  for (const [position, { value, label }] of order.entries()) {
    if (label === positive) before++
    if (order[position + 1]?.value === value) continue
    const seen = position + 1
    const wrong = before + (order.length - seen - (total - before))
    fewest = Math.min(fewest, wrong, order.length - wrong)
  }
  return fewest <= Math.min(total, order.length - total) * leftDoubt
}

const fewestRows = 50

const fewestErrors = 20

const leftDoubt = 0.005

const fewestForCut = 1000
