import type { ColumnSchema } from "../column.ts"
import type { ValidateSettings } from "../config.ts"
import type { Column } from "../rows.ts"
import type { Check } from "./check.ts"
import { type Found, missingChecks, note, nothingFound, ruleChecks } from "./found.ts"
import { categoryRule, patternRule } from "./value-rule.ts"

type Words = Extract<Column, { kind: "string" }>

export function checkWords(column: ColumnSchema, values: Words, settings: ValidateSettings): readonly Check[] {
  const { codes } = values
  const gaps = nothingFound()
  for (let row = 0; row < codes.length; row++) if (codes[row]! < 0) note(gaps, row)
  return [
    ...wordChecks(column, { values, gaps, rows: codes.length }, settings),
    ...(column.role === "id" ? uniqueChecks(column, values, settings) : []),
  ]
}

export interface WordFindings {
  readonly values: Words
  readonly gaps: Found
  readonly rows: number
}

/** The checks of single values. */
export function wordChecks(
  column: ColumnSchema,
  { values, gaps, rows }: WordFindings,
  settings: ValidateSettings,
): readonly Check[] {
  return [
    ...missingChecks(column, settings.missing, { found: gaps, rows }),
    ...categoryChecks(column, values, settings),
    ...patternChecks(column, values, settings),
  ]
}

function categoryChecks(column: ColumnSchema, values: Words, { categories }: ValidateSettings): readonly Check[] {
  const keeps = categoryRule(column)
  if (keeps === undefined) return []
  const rule = { check: "categories", severity: categories } as const
  return ruleChecks(column, rule, { ...counted(values, breaking(values, keeps)), what: "not among the categories" })
}

function patternChecks(column: ColumnSchema, values: Words, { pattern }: ValidateSettings): readonly Check[] {
  const keeps = patternRule(column)
  if (keeps === undefined) return []
  const rule = { check: "pattern", severity: pattern } as const
  const what = `not of the pattern ${column.pattern}`
  return ruleChecks(column, rule, { ...counted(values, breaking(values, keeps)), what })
}

/** Rows whose word does not keep a rule; each word is tried once. */
function breaking({ codes, words }: Words, keeps: (word: string) => boolean): Found {
  const isBroken = words.map((word) => !keeps(word))
  const found = nothingFound()
  for (let row = 0; row < codes.length; row++) if (isBroken[codes[row]!] === true) note(found, row)
  return found
}

function uniqueChecks(column: ColumnSchema, values: Words, { unique }: ValidateSettings): readonly Check[] {
  const seen = new Uint8Array(values.words.length)
  const found = nothingFound()
  for (let row = 0; row < values.codes.length; row++) {
    const code = values.codes[row]!
    if (code < 0) continue
    if (seen[code] === 1) note(found, row)
    seen[code] = 1
  }
  const rule = { check: "unique", severity: unique } as const
  return ruleChecks(column, rule, { ...counted(values, found), what: "seen before" })
}

function counted(values: Words, found: Found): { found: Found; rows: number; example: string } {
  const word = values.words[values.codes[found.row] ?? -1]
  return { found, rows: values.codes.length, example: JSON.stringify(word ?? "") }
}
