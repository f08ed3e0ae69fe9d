import { type WorkMeter, workCost } from "../meter.ts"
import { choleskyFactor, choleskySolve, type Symmetric } from "./cholesky.ts"
import { type Design, interceptOf, type LinearFit } from "./design.ts"

/**
 * Ridge regression for several penalties on one set of sums: weights that make
 * `sum weight (y - intercept - x w)^2 + penalty x total weight x |w|^2` smallest.
 *
 * With fewer rows than features the dual system (rows x rows) is solved instead, which gives the same weights.
 *
 * @param target as long as the design has rows
 * @returns one fit per penalty
 */
export function fitRidge(given: Design, target: Float64Array, { penalties, meter }: RidgeOptions): LinearFit[] {
  const { weights } = given
  const weightOf = (row: number): number => (weights === undefined ? 1 : weights[row]!)
  const centre = target.reduce((sum, value, row) => sum + weightOf(row) * value, 0) / given.total
  const roots = weights?.map(Math.sqrt)
  const centred = target.map((value, row) => (value - centre) * (roots === undefined ? 1 : roots[row]!))
  const design = roots === undefined ? given : timesRoots(given, roots)
  const dual = design.rows < design.features.length
  const products = dual ? rowProducts(design) : columnProducts(design)
  const right = dual ? centred : columnDots(design, centred)
  meter.spent += ridgeCost(design.rows, design.features.length, penalties.length)
  return penalties.map((penalty) => {
    const factor = choleskyFactor(products, penalty * design.total)
    const solution = choleskySolve(factor, right)
    const weights = dual ? columnDots(design, solution) : solution
    return { weights, intercept: interceptOf(design, weights, centre) }
  })
}

export interface RidgeOptions {
  /** Each per row: the share of a standardised column's own variance that is added to it. */
  readonly penalties: readonly number[]
  readonly meter: WorkMeter
}

/** @returns nanoseconds of the reference core */
export function ridgeCost(rows: number, features: number, penalties: number): number {
  const [size, length] = rows < features ? [rows, features] : [features, rows]
  const solving = workCost.multiplyAdd * ((length * size * (size + 3)) / 2 + (penalties * size ** 3) / 6)
  return solving + rows * features * (3 + penalties) * workCost.gatheredValue
}

/** Rows times the roots of their weights: sums of products are then weighted ones. */
function timesRoots(design: Design, roots: Float64Array): Design {
  return { ...design, columns: design.columns.map((column) => column.map((value, row) => value * roots[row]!)) }
}

/** Sums of products of every two columns, block by block so that a block of all columns stays in the cache. */
function columnProducts({ columns, rows }: Design): Symmetric {
  const size = columns.length
  const values = new Float64Array(size * size)
  const block = new Float64Array(size * blockRows)
  for (let first = 0; first < rows; first += blockRows) {
    const length = Math.min(blockRows, rows - first)
    for (let column = 0; column < size; column++) {
      block.set(columns[column]!.subarray(first, first + length), column * blockRows)
    }
    for (let row = 0; row < size; row++) {
      for (let column = 0; column <= row; column++) {
        const at = row * size + column
        values[at] = values[at]! + dot(block, { first: row * blockRows, second: column * blockRows, length })
      }
    }
  }
  return { size, values }
}

/** Sums of products of every two rows. */
function rowProducts({ columns, rows }: Design): Symmetric {
  const values = new Float64Array(rows * rows)
  for (const column of columns) {
    for (let row = 0; row < rows; row++) {
      const value = column[row]!
      if (value === 0) continue
      for (let other = 0; other <= row; other++) {
        values[row * rows + other] = values[row * rows + other]! + value * column[other]!
      }
    }
  }
  return { size: rows, values }
}

function columnDots({ columns }: Design, values: Float64Array): Float64Array {
  return Float64Array.from(columns, (column) => {
    let sum = 0
    for (let row = 0; row < values.length; row++) sum += column[row]! * values[row]!
    return sum
  })
}

interface DotPlace {
  readonly first: number
  readonly second: number
  readonly length: number
}

/** Four sums at once, so that additions need not wait for each other. */
function dot(values: Float64Array, { first, second, length }: DotPlace): number {
  let [one, two, three, four] = [0, 0, 0, 0]
  let at = 0
  for (; at + 3 < length; at += 4) {
    one += values[first + at]! * values[second + at]!
    two += values[first + at + 1]! * values[second + at + 1]!
    three += values[first + at + 2]! * values[second + at + 2]!
    four += values[first + at + 3]! * values[second + at + 3]!
  }
  for (; at < length; at++) one += values[first + at]! * values[second + at]!
  return one + two + (three + four)
}

const blockRows = 256
