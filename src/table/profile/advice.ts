import type { ColumnFacts, LeakSuspect } from "../../schema/index.ts"
import { areAmounts } from "../guess/guess-number.ts"
import { plural, quoted } from "../query/words.ts"
import { readingAdvice } from "../reading.ts"
import type { Source } from "../source.ts"
import type { TypedColumn } from "../typed/typed.ts"
import { fileAdvice } from "./file-advice.ts"

/** Something a person should know of the table, and the setting that acts on it. */
export interface Advice {
  /** undefined when it is about the whole table */
  readonly column?: string
  readonly kind: AdviceKind
  readonly text: string
  readonly setting?: string
}

export type AdviceKind =
  | "reading"
  | "header"
  | "files"
  | "type"
  | "dates"
  | "missing"
  | "constant"
  | "leak"
  | "rows"
  | "dropped"
  | "totals"
  | "empty"
  | "amounts"
  | "future"
  | "duplicates"
  | "contradiction"
  | "sentinel"
  | "balance"
  | "skew"
  | "id"
  | "related"
  | "drift"
  | "outliers"
  | "uninformative"

interface Known {
  readonly source: Source
  readonly columns: readonly TypedColumn[]
  readonly facts: readonly ColumnFacts[]
  readonly suspects: readonly LeakSuspect[]
  readonly dropped: number
}

/** What reading and counting the table has shown, in plain words; the most pressing first. */
export function adviseOn({ source, columns, facts, suspects, dropped }: Known): readonly Advice[] {
  const advice: Advice[] = []
  if (dropped > 0) {
    advice.push({
      kind: "dropped",
      text: `${plural(dropped, "row")} could not be read and ${dropped === 1 ? "is" : "are"} left out`,
      setting: "data.badRows",
    })
  }
  advice.push(...source.notes.map((text) => ({ kind: "reading", text }) as const))
  for (const { column, reason } of suspects) {
    advice.push({
      column,
      kind: "leak",
      text: `"${column}" gives the target away: ${reason}`,
      setting: "schema.yaml: role",
    })
  }
  advice.push(
    ...readingAdvice(source.dialect),
    ...headerAdvice(source),
    ...fileAdvice(source),
    ...columns.flatMap(columnAdvice),
    ...facts.flatMap(factAdvice),
  )
  const rows = facts[0]?.rows ?? 0
  if (rows < fewRows)
    advice.push({ kind: "rows", text: `The table has only ${plural(rows, "row")}; results will vary much` })
  return advice
}

function headerAdvice({ renamed }: Source): readonly Advice[] {
  const advice: Advice[] = []
  for (const one of renamed) {
    const { position, to } = one
    advice.push({
      column: to,
      kind: "header",
      text: `Column ${position} ${whyRenamed(one)} and is called "${to}"`,
      setting: "data.columns",
    })
  }
  return advice
}

function whyRenamed({ from, why, first }: Source["renamed"][number]): string {
  if (why === "empty") return "has no name"
  return first === undefined || first.name === from
    ? `repeats the name "${from}"`
    : `has the name "${from}", which differs from "${first.name}" of column ${first.position} in capital letters only,`
}

function columnAdvice(column: TypedColumn): readonly Advice[] {
  const { name, type, misfits, ambiguous, format, marks, examples } = column
  const advice: Advice[] = []
  if (marks !== undefined) {
    const text = `"${name}" has ${quoted(marks)} in place of values; ${marks.length === 1 ? "it counts" : "they count"} as missing`
    advice.push({ column: name, kind: "reading", text, setting: "schema.yaml: missing" })
  }
  if (misfits !== undefined) {
    const { count, example } = misfits
    const text = `"${name}" is mostly ${misfits.type}, but ${plural(count, "value")} such as ${JSON.stringify(example)} are not; it is read as words`
    advice.push({ column: name, kind: "type", text, setting: "schema.yaml: type" })
  }
  if (type === "string" && areAmounts(examples)) {
    const shown = examples.slice(0, 4).map((text) => JSON.stringify(text))
    const text = `"${name}" looks like numbers written in different ways, such as ${shown.join(", ")}; it is read as words until they are written alike`
    advice.push({ column: name, kind: "amounts", text })
  }
  if (ambiguous) {
    const what = type === "integer" || type === "number" ? "what the mark in its numbers means" : "days from months"
    const text = `Nothing in "${name}" tells ${what}; it is read as ${format ?? "plain numbers"}`
    advice.push({ column: name, kind: "dates", text, setting: "schema.yaml: format" })
  }
  return advice
}

function factAdvice({ name, rows, missing, distinct }: ColumnFacts): readonly Advice[] {
  const column = name
  if (missing === rows) return [{ column, kind: "missing", text: `"${name}" has no values` }]
  if (distinct === 1 && missing === 0)
    return [{ column, kind: "constant", text: `"${name}" has the same value in all rows` }]
  const share = Math.round((100 * missing) / rows)
  if (share < 50) return []
  return [{ column, kind: "missing", text: `"${name}" is missing in ${share} % of the rows` }]
}

const fewRows = 100
