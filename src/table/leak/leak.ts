import type { Column, LeakSuspect, Rows, SourceType } from "../../schema/index.ts"
import { givesAway } from "./leak-class.ts"
import { findIdentity, type NamedNumbers } from "./leak-identity.ts"
import { median, robustLine } from "./leak-line.ts"
import { givesAwayNumber, numberPairs } from "./leak-number.ts"

/** A column that could give the target away. */
export interface LeakCandidate {
  readonly name: string
  readonly type: SourceType
}

export interface LeakInput {
  /** Candidates and target; some thousand rows are enough, in the order of the file. */
  readonly rows: Rows
  readonly candidates: readonly LeakCandidate[]
  readonly target: LeakCandidate
}

/**
 * Columns that are not known before the target is, because they give it away: one that equals it, rises with it or names its
 * value; the later of two dates whose difference is the target; one without which the target is no longer a sum of the others.
 *
 * Strong honest columns are left alone: a relation counts only when it is exact for nearly all rows. When every candidate would
 * be a leak, as in a table of one formula, none is called so.
 */
export function findLeaks({ rows, candidates, target }: LeakInput): readonly LeakSuspect[] {
  const truth = rows.columns.get(target.name)
  if (truth === undefined || rows.count < fewestRows) return []
  const suspects: LeakSuspect[] = []
  for (const candidate of candidates) {
    const reason = aloneReason(rows.columns.get(candidate.name), truth, { candidate, target })
    if (reason !== undefined) suspects.push({ column: candidate.name, reason })
  }
  if (truth.kind === "number" && distinctOf(truth.values, fewestValues) >= fewestValues) {
    suspects.push(...differences(rows, { candidates, target, truth: truth.values }, suspects))
    suspects.push(...sums(rows, { candidates, target, truth: truth.values }, suspects))
  }
  return suspects.length > 0 && suspects.length === candidates.length ? [] : suspects
}

interface Question {
  readonly candidates: readonly LeakCandidate[]
  readonly target: LeakCandidate
  readonly truth: Float64Array
}

function aloneReason(
  column: Column | undefined,
  truth: Column,
  { candidate, target }: { readonly candidate: LeakCandidate; readonly target: LeakCandidate },
): string | undefined {
  if (column === undefined) return undefined
  const time = candidate.type === "date" || candidate.type === "datetime"
  if (column.kind === "number" && truth.kind === "number" && target.type !== "boolean" && !time) {
    const reason = givesAwayNumber(column.values, truth.values, target.name)
    if (reason !== undefined) return reason
  }
  return givesAway(column, truth, target.name)
}

function differences(rows: Rows, question: Question, known: readonly LeakSuspect[]): readonly LeakSuspect[] {
  const times = numbersOf(rows, notKnown(question.candidates, known), (type) => type === "date" || type === "datetime")
  const found = new Map<string, LeakSuspect>()
  for (const [index, one] of times.entries()) {
    for (const other of times.slice(index + 1)) {
      const difference = other.values.map((value, row) => value - one.values[row]!)
      const pairs = numberPairs(difference, question.truth)
      if (pairs === undefined) continue
      const line = robustLine(pairs.x, pairs.y)
      if (line === undefined || Math.abs(line.correlation) < givenAway) continue
      const [early, late] = median(pairs.x) >= 0 ? [one.name, other.name] : [other.name, one.name]
      const reason = `the time from "${early}" to "${late}" gives "${question.target.name}"`
      if (!found.has(late)) found.set(late, { column: late, reason, together: [early] })
    }
  }
  return [...found.values()]
}

function sums(rows: Rows, question: Question, known: readonly LeakSuspect[]): readonly LeakSuspect[] {
  const found: LeakSuspect[] = []
  for (;;) {
    const columns = numbersOf(rows, notKnown(question.candidates, [...known, ...found]), isCountable)
    const complete = completeRows(columns, question.truth)
    if (complete === undefined) return found
    const identity = findIdentity(complete.truth, complete.columns)
    if (identity === undefined) return found
    const shown = identity.others.slice(0, 8).map((name) => `"${name}"`)
    const others = identity.others.length > 8 ? `${shown.join(", ")} and others` : shown.join(", ")
    found.push({
      column: identity.column,
      reason: `"${question.target.name}" is a sum of multiples of this column${others === "" ? "" : ` and ${others}`}`,
      together: identity.others,
    })
  }
}

function numbersOf(
  rows: Rows,
  candidates: readonly LeakCandidate[],
  wanted: (type: SourceType) => boolean,
): readonly NamedNumbers[] {
  const numbers: NamedNumbers[] = []
  for (const { name, type } of candidates) {
    const column = rows.columns.get(name)
    if (!wanted(type) || column?.kind !== "number") continue
    numbers.push({ name, values: column.values })
  }
  return numbers
}

function notKnown(candidates: readonly LeakCandidate[], known: readonly LeakSuspect[]): readonly LeakCandidate[] {
  return candidates.filter(({ name }) => !known.some(({ column }) => column === name))
}

/** Rows where all columns have values; a column that is mostly missing takes no part. */
function completeRows(
  columns: readonly NamedNumbers[],
  truth: Float64Array,
): { readonly truth: Float64Array; readonly columns: readonly NamedNumbers[] } | undefined {
  const known: number[] = []
  for (let row = 0; row < truth.length; row++) if (!Number.isNaN(truth[row]!)) known.push(row)
  const has = ({ values }: NamedNumbers): number => known.filter((row) => !Number.isNaN(values[row]!)).length
  const full = columns.filter(
    (column) => has(column) >= mostlyPresent * known.length && distinctOf(column.values, 2) >= 2,
  )
  if (full.length === 0) return undefined
  const complete = known.filter((row) => full.every(({ values }) => !Number.isNaN(values[row]!)))
  const step = Math.max(1, Math.floor(complete.length / identityRows))
  const kept = complete.filter((_, position) => position % step === 0)
  const take = (values: Float64Array): Float64Array => Float64Array.from(kept, (row) => values[row]!)
  return { truth: take(truth), columns: full.map(({ name, values }) => ({ name, values: take(values) })) }
}

function isCountable(type: SourceType): boolean {
  return type === "integer" || type === "number" || type === "boolean"
}

function distinctOf(values: Float64Array, enough: number): number {
  const seen = new Set<number>()
  for (const value of values) {
    if (!Number.isNaN(value)) seen.add(value)
    if (seen.size >= enough) break
  }
  return seen.size
}

/** Under so many rows a perfect relation can be an accident. */
const fewestRows = 30

/** A target of fewer values is compared value by value, not as an amount. */
const fewestValues = 10

/** Correlation from which a line gives the target away. */
const givenAway = 0.9999

/** Share of rows in which a part of a sum has a value. */
const mostlyPresent = 0.8

const identityRows = 2500
