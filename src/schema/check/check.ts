import { type ColumnSchema, holdsWords, inputColumns, type Schema, type Task } from "../column.ts"
import { type ValidateSettings, validateSettings } from "../config.ts"
import type { Column, Rows } from "../rows.ts"
import { type CountedId, checkCountedId } from "./check-counted-id.ts"
import { checkKept, type KeptColumn } from "./check-kept.ts"
import { checkNumbers } from "./check-numbers.ts"
import { checkTable, type TableFacts } from "./check-table.ts"
import { checkDiffers, checkTarget } from "./check-target.ts"
import { checkWords } from "./check-words.ts"

/** One rule tried on one column of a table, or on the table when `column` is null. */
export interface Check {
  readonly column: string | null
  readonly check: CheckName
  readonly ok: boolean
  /** What it means when not ok: `error` fails the validation, `warn` is said and no more. */
  readonly severity: "error" | "warn"
  /** What was found, in words; rows are counted from 1. */
  readonly detail: string
}

export type CheckName =
  | "readable"
  | "rows"
  | "rows-change"
  | "freshness"
  | "duplicates"
  | "columns"
  | "present"
  | "type"
  | "missing"
  | "finite"
  | "range"
  | "categories"
  | "pattern"
  | "unique"
  | "target"
  | "classes"

export interface CheckOptions extends TableFacts {
  readonly settings?: ValidateSettings
  /** Classification looks at the classes of the target. */
  readonly task?: Task
  /** Rows without the target are fine when false. Default true. */
  readonly needTarget?: boolean
  /** Columns of ids that are words, when someone has counted them who need not hold the words in memory. */
  readonly countedIds?: ReadonlyMap<string, CountedId>
  /** Inputs, and the target of a regression, that are known to keep the rules; their values are not looked at. */
  readonly kept?: ReadonlyMap<string, KeptColumn>
}

/**
 * Try every rule of the schema on rows: that there are enough and not too many, how fresh they are and how many come twice, that the columns are there and hold their type, range,
 * categories and no forbidden gaps, that ids occur once, and that the target can be learnt. A rule switched off in the settings
 * is not tried; columns of role constant, leak and ignored are not looked at.
 */
export function checkRows(schema: Schema, rows: Rows, options: CheckOptions = {}): Check[] {
  const { settings = validateSettings.parse({}) } = options
  return [...checkTable(schema, rows, { ...options, settings }), ...checkColumns(schema, rows, options)]
}

/** The rules of single columns; a table too large for the memory is checked some columns at a time. */
export function checkColumns(schema: Schema, rows: Rows, options: CheckOptions = {}): Check[] {
  const { settings = validateSettings.parse({}), task, needTarget = true, countedIds, kept } = options
  const checks: Check[] = []
  for (const column of inputColumns(schema)) {
    const values = rows.columns.get(column.name)
    const known = kept?.get(column.name)
    checks.push(checkPresent(column, values ?? known))
    if (known !== undefined) checks.push(...checkKept(column, known, settings))
    else if (values !== undefined) checks.push(...checkColumn(column, values, settings))
  }
  for (const column of schema.columns.filter(({ role }) => role === "id")) {
    const values = rows.columns.get(column.name)
    const counted = countedIds?.get(column.name)
    if (counted !== undefined) checks.push(...checkCountedId(column, counted, settings))
    else if (values !== undefined) checks.push(...checkColumn(column, values, settings))
  }
  for (const target of schema.columns.filter(({ role }) => role === "target")) {
    const values = rows.columns.get(target.name)
    const known = kept?.get(target.name)
    if (known?.different !== undefined) {
      checks.push(checkPresent(target, known), ...checkKept(target, known, settings))
      checks.push(checkDiffers(target.name, known.different))
      continue
    }
    if (values === undefined && !needTarget) continue
    checks.push(checkPresent(target, values))
    if (values === undefined) continue
    checks.push(...checkColumn(target, values, settings), ...checkTarget(target, values, { task, settings }))
  }
  return checks
}

function checkPresent({ name, nullable, role }: ColumnSchema, values: Column | KeptColumn | undefined): Check {
  const ok = values !== undefined
  const severity = nullable && role !== "target" ? "warn" : "error"
  return { column: name, check: "present", ok, severity, detail: ok ? "there" : "the column is not there" }
}

function checkColumn(column: ColumnSchema, values: Column, settings: ValidateSettings): readonly Check[] {
  const wanted = holdsWords(column.type) ? "string" : "number"
  if (values.kind !== wanted) {
    const detail = `wanted ${column.type}, got ${values.kind === "number" ? "numbers" : "texts"}`
    return [{ column: column.name, check: "type", ok: false, severity: "error", detail }]
  }
  return values.kind === "number" ? checkNumbers(column, values.values, settings) : checkWords(column, values, settings)
}
