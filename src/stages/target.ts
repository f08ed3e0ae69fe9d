import type { Column, Rows, Schema, Task } from "../schema/index.ts"
import { classUnknown, targetColumnMissing, weightInvalid } from "./errors.ts"

/** The target of every row as numbers. */
export interface Target {
  /** rows long; the number, or the index of the class; NaN is missing */
  readonly values: Float64Array
  /** Labels in the order of their indices; empty for regression. */
  readonly classes: readonly string[]
}

export interface TargetQuestion {
  readonly name: string
  readonly task: Task
  readonly schema: Schema
  /** Classes of a trained model, whose order counts; learnt from the rows when absent. */
  readonly classes?: readonly string[]
}

/** @throws stages.target-missing, stages.class-unknown */
export function targetOf(rows: Rows, question: TargetQuestion): Target {
  const column = rows.columns.get(question.name)
  if (column === undefined) throw targetColumnMissing(question.name, [...rows.columns.keys()])
  if (question.task === "regression") return { values: numbersOf(column, question.name), classes: [] }
  const labels = labelsOf(column, question)
  const classes = question.classes ?? sortedLabels(labels)
  const index = new Map(classes.map((label, position) => [label, position]))
  const values = Float64Array.from(labels, (label) => {
    if (label === undefined) return Number.NaN
    const position = index.get(label)
    if (position === undefined) throw classUnknown(label, classes)
    return position
  })
  return { values, classes }
}

/**
 * How much each row counts: the column with the role weight.
 *
 * @returns rows long; undefined when no column has the role, or the rows do not hold it
 * @throws stages.weight-invalid
 */
export function weightsOf(rows: Rows, schema: Schema): Float64Array | undefined {
  const name = schema.columns.find(({ role }) => role === "weight")?.name
  const column = name === undefined ? undefined : rows.columns.get(name)
  if (name === undefined || column === undefined || column.kind !== "number") return undefined
  for (const [row, value] of column.values.entries()) {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) throw weightInvalid(name, row, value)
  }
  if (column.values.length > 0 && !column.values.some((value) => value > 0)) throw weightInvalid(name, 0, 0)
  return column.values
}

function numbersOf(column: Column, name: string): Float64Array {
  if (column.kind === "number") return column.values
  throw targetColumnMissing(name, [])
}

/** How a class is written: words as they are, booleans as true and false, whole numbers without a fraction. */
function labelsOf(column: Column, question: TargetQuestion): readonly (string | undefined)[] {
  if (column.kind === "string") return Array.from(column.codes, (code) => (code < 0 ? undefined : column.words[code]))
  const isBoolean = question.schema.columns.some(({ name, type }) => name === question.name && type === "boolean")
  return Array.from(column.values, (value) => {
    if (Number.isNaN(value)) return undefined
    return isBoolean ? String(value === 1) : String(value)
  })
}

/** Numbers in order of size, words in order of code points, so that the order never depends on the machine's language. */
function sortedLabels(labels: readonly (string | undefined)[]): readonly string[] {
  const distinct = [...new Set(labels.filter((label) => label !== undefined))]
  const numeric = distinct.every((label) => label !== "" && Number.isFinite(Number(label)))
  return numeric ? distinct.sort((a, b) => Number(a) - Number(b)) : distinct.sort()
}
