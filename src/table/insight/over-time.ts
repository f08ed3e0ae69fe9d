import {
  type Column,
  type ColumnDrift,
  type ColumnSchema,
  detectDrift,
  type Rows,
  type Schema,
  sketchRows,
  takeRows,
} from "../../schema/index.ts"
import { countBelow, median } from "./order.ts"
import { isCompared } from "./target-facts.ts"

/** How the columns change with time, from a sample of the rows. */
export interface OverTime {
  /** The column of role `time`. */
  readonly column: string
  /** Rows of the table the numbers are from, spread evenly over it; rows without a time are left out. */
  readonly rows: number
  /** Of one length in time, oldest first; milliseconds since 1970 UTC, `to` is the next one's `from`. */
  readonly periods: readonly Period[]
  readonly columns: readonly ColumnOverTime[]
}

export interface Period {
  readonly from: number
  readonly to: number
  /** Of the sample. */
  readonly rows: number
}

/** Lists are as long as `periods`. */
export interface ColumnOverTime {
  readonly column: string
  /** Share of the rows of each period without a value; null where it has no rows. */
  readonly missing: readonly (number | null)[]
  /** Of numbers; null where there is no value. */
  readonly medians?: readonly (number | null)[]
  /** The commonest words of the column and the share of each in the periods' rows that have a value. */
  readonly words?: readonly { readonly word: string; readonly shares: readonly (number | null)[] }[]
  /** The later half of the rows against the earlier half, as `validate` compares two tables. */
  readonly drift?: ColumnDrift
}

/** @returns undefined when no column has the role `time`, or its values do not differ */
export function overTimeOf(rows: Rows, schema: Schema): OverTime | undefined {
  const time = schema.columns.find(({ role }) => role === "time")
  const instants = time === undefined ? undefined : rows.columns.get(time.name)
  if (time === undefined || instants?.kind !== "number") return undefined
  const order = Int32Array.from({ length: rows.count }, (_, row) => row)
    .filter((row) => !Number.isNaN(instants.values[row]!))
    .sort((one, other) => instants.values[one]! - instants.values[other]!)
  const [first, last] = [instants.values[order[0] ?? -1], instants.values[order.at(-1) ?? -1]]
  if (first === undefined || last === undefined || first === last) return undefined
  const sorted = takeRows(rows, order)
  const periods = periodsOf((sorted.columns.get(time.name) as typeof instants).values, first, last)
  const drift = driftOf(sorted, schema)
  return {
    column: time.name,
    rows: order.length,
    periods,
    columns: schema.columns.flatMap((column) => {
      const values = sorted.columns.get(column.name)
      const wanted = column !== time && (column.role === "target" || isCompared(column))
      if (values === undefined || !wanted) return []
      const found = drift.get(column.name)
      return [{ ...changeOf(column, values, periods), ...(found === undefined ? {} : { drift: found }) }]
    }),
  }
}

/** @param instants ascending */
function periodsOf(instants: Float64Array, first: number, last: number): readonly Period[] {
  const wanted = Math.max(2, Math.min(mostPeriods, Math.floor(instants.length / fewestInPeriod)))
  const edges = Array.from({ length: wanted + 1 }, (_, edge) => first + ((last - first) * edge) / wanted)
  const upTo = edges.map((edge, at) => (at === wanted ? instants.length : countBelow(instants, edge)))
  return edges.slice(1).map((to, at) => ({ from: edges[at]!, to, rows: upTo[at + 1]! - upTo[at]! }))
}

function driftOf(sorted: Rows, schema: Schema): ReadonlyMap<string, ColumnDrift> {
  const half = Math.floor(sorted.count / 2)
  const earlier = sketchRows(
    schema,
    takeRows(
      sorted,
      Int32Array.from({ length: half }, (_, row) => row),
    ),
  )
  const later = takeRows(
    sorted,
    Int32Array.from({ length: sorted.count - half }, (_, row) => half + row),
  )
  const { columns } = detectDrift(earlier, later)
  return new Map(columns.map((column) => [column.column, column]))
}

function changeOf({ name }: ColumnSchema, values: Column, periods: readonly Period[]): ColumnOverTime {
  const starts = periods.map((_, at) => periods.slice(0, at).reduce((sum, { rows }) => sum + rows, 0))
  const parts = periods.map(({ rows }, at) => ({ start: starts[at]!, end: starts[at]! + rows }))
  if (values.kind === "number") {
    const present = parts.map(({ start, end }) =>
      values.values
        .subarray(start, end)
        .filter((value) => !Number.isNaN(value))
        .sort(),
    )
    return {
      column: name,
      missing: parts.map(({ start, end }, at) => (start === end ? null : 1 - present[at]!.length / (end - start))),
      medians: present.map((part) => (part.length === 0 ? null : median(part))),
    }
  }
  const counts = parts.map(({ start, end }) => countCodes(values.codes.subarray(start, end), values.words.length))
  const known = counts.map((part) => part.reduce((sum, count) => sum + count, 0))
  const total = values.words.map((_, code) => counts.reduce((sum, part) => sum + part[code]!, 0))
  const common = values.words
    .map((word, code) => ({ word, code, rows: total[code]! }))
    .sort((one, other) => other.rows - one.rows || (one.word < other.word ? -1 : 1))
    .slice(0, shownWords)
  return {
    column: name,
    missing: parts.map(({ start, end }, at) => (start === end ? null : 1 - known[at]! / (end - start))),
    words: common.map(({ word, code }) => ({
      word,
      shares: counts.map((part, at) => (known[at] === 0 ? null : part[code]! / known[at]!)),
    })),
  }
}

function countCodes(codes: Int32Array, words: number): Uint32Array {
  const counts = new Uint32Array(words)
  for (const code of codes) if (code >= 0) counts[code]!++
  return counts
}

const mostPeriods = 24

/** Under so many rows the median of a period says little. */
const fewestInPeriod = 20

const shownWords = 5
