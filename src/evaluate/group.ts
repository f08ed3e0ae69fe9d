import { formatNumber } from "../base/index.ts"
import type { Column, ColumnSchema, Rows } from "../schema/index.ts"
import { quantile } from "./uncertainty/bootstrap.ts"

/** Rows put into groups by one column. */
export interface Grouping {
  /** rows long; index into labels, -1 for none */
  readonly groups: Int32Array
  readonly labels: readonly string[]
}

/**
 * Categories each their own group (the most frequent ones), numbers of few values by value, other numbers and times in
 * quarters, each with its upper end; missing values are a group.
 *
 * @returns undefined when the column is absent, free text, or the same everywhere
 */
export function groupColumn(column: ColumnSchema, rows: Rows): Grouping | undefined {
  const values = rows.columns.get(column.name)
  if (values === undefined || column.type === "text") return undefined
  const grouping = values.kind === "string" ? groupWords(values) : groupNumbers(values.values, column)
  return grouping.labels.length < 2 ? undefined : grouping
}

function groupWords({ codes, words }: Extract<Column, { kind: "string" }>): Grouping {
  const tally = new Map<number, number>()
  for (const code of codes) tally.set(code, (tally.get(code) ?? 0) + 1)
  const frequent = [...tally.entries()].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, mostCategories)
  const groupOf = new Map(frequent.map(([code], group) => [code, group]))
  return {
    groups: codes.map((code) => groupOf.get(code) ?? -1),
    labels: frequent.map(([code]) => (code < 0 ? missing : (words[code] ?? missing))),
  }
}

function groupNumbers(values: Float64Array, column: ColumnSchema): Grouping {
  const few = distinctUpTo(values, mostValues)
  const show = (value: number): string => showValue(value, column)
  return few === undefined ? groupQuarters(values, show) : groupValues(values, few, show)
}

function groupValues(values: Float64Array, few: readonly number[], show: (value: number) => string): Grouping {
  const hasMissing = values.some(Number.isNaN)
  return {
    groups: new Int32Array(values.map((value) => (Number.isNaN(value) ? few.length : few.indexOf(value)))),
    labels: [...few.map(show), ...(hasMissing ? [missing] : [])],
  }
}

function groupQuarters(values: Float64Array, show: (value: number) => string): Grouping {
  const sorted = somePresent(values).sort()
  const edges = [...new Set([0.25, 0.5, 0.75].map((share) => quantile(sorted, share)))]
  const labels = [
    `up to ${show(edges[0]!)}`,
    ...edges.slice(1).map((edge, index) => `${show(edges[index]!)} to ${show(edge)}`),
    `above ${show(edges.at(-1)!)}`,
  ]
  const groups = new Int32Array(values.length)
  for (let row = 0; row < values.length; row++) groups[row] = groupAmong(edges, values[row]!)
  return { groups, labels: [...labels, missing] }
}

/** How many edges lie below the value; one more than there are groups when it is missing. */
function groupAmong(edges: readonly number[], value: number): number {
  if (Number.isNaN(value)) return edges.length + 1
  let group = 0
  while (group < edges.length && value > edges[group]!) group++
  return group
}

/** Values to find quarters by, spread evenly over the rows; missing ones left out. */
function somePresent(values: Float64Array): Float64Array {
  const step = Math.ceil(values.length / edgeRows)
  const some = new Float64Array(Math.ceil(values.length / step))
  for (let index = 0; index < some.length; index++) some[index] = values[index * step]!
  const present = some.filter((value) => !Number.isNaN(value))
  return present.length > 0 ? present : values.filter((value) => !Number.isNaN(value))
}

/** @returns rising, without missing; undefined when there are more than `most` */
function distinctUpTo(values: Float64Array, most: number): readonly number[] | undefined {
  const seen = new Set<number>()
  for (const value of values) {
    if (!Number.isNaN(value)) seen.add(value)
    if (seen.size > most) return undefined
  }
  return [...seen].sort((a, b) => a - b)
}

function showValue(value: number, { type }: ColumnSchema): string {
  switch (type) {
    case "boolean":
      return value === 1 ? "true" : "false"
    case "date":
      return new Date(value).toISOString().slice(0, 10)
    case "datetime":
      return new Date(value).toISOString().slice(0, 16).replace("T", " ")
    case "integer":
    case "number":
    case "category":
    case "text":
    case "identifier":
      return formatNumber(value)
  }
}

const missing = "missing"
const mostCategories = 50
const mostValues = 8
/** Rows enough to find quarters by. */
const edgeRows = 10_000
