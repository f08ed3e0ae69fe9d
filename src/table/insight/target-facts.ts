import type { ColumnFacts, ColumnSchema, Rows, Schema, WordCount } from "../../schema/index.ts"
import { type Information, informationOf } from "./information.ts"
import { groupedOf } from "./measured.ts"

/** What is to be predicted, and what each column tells of it. */
export interface TargetFacts {
  readonly column: string
  /** The target is an amount, though it may have few values. */
  readonly isNumber: boolean
  /** Classes with their rows in the whole table, most frequent first, at most 50; undefined for a target of many numbers. */
  readonly classes?: readonly WordCount[]
  /** Rows of the table the information is from, spread evenly over it; rows without a target are left out. */
  readonly rows: number
  /** Of the columns that a model reads, most telling first. */
  readonly information: readonly Information[]
}

export function targetFactsOf(rows: Rows, schema: Schema, counted: readonly ColumnFacts[]): TargetFacts | undefined {
  const target = schema.columns.find(({ role }) => role === "target")
  const values = target === undefined ? undefined : rows.columns.get(target.name)
  if (target === undefined || values === undefined) return undefined
  const grouped = groupedOf(values, target)
  const known = Int32Array.from({ length: rows.count }, (_, row) => row).filter((row) => grouped.codes[row]! >= 0)
  const knownTarget = { ...grouped, codes: known.map((row) => grouped.codes[row]!) }
  const information = schema.columns.flatMap((column): Information[] => {
    const given = rows.columns.get(column.name)
    if (given === undefined || !isCompared(column)) return []
    const { codes, groups } = groupedOf(given, column)
    const found = informationOf({ groups, codes: known.map((row) => codes[row]!) }, knownTarget)
    return found === undefined ? [] : [{ column: column.name, ...found }]
  })
  const facts = counted.find(({ name }) => name === target.name)
  const classes = facts !== undefined && facts.distinct <= mostClasses ? facts.words : undefined
  return {
    column: target.name,
    isNumber: target.type === "number" || (target.type === "integer" && (facts?.distinct ?? 0) > mostCodes),
    ...(classes === undefined ? {} : { classes }),
    rows: known.length,
    information: information.sort((one, other) => other.nats - one.nats),
  }
}

/** Free text and names of rows are different in nearly every row: cut into groups they say nothing. */
export function isCompared({ role, type }: ColumnSchema): boolean {
  return (role === "feature" || role === "time") && type !== "text" && type !== "identifier"
}

const mostClasses = 50

/** Whole numbers of so few values are codes of classes rather than amounts. */
const mostCodes = 10
