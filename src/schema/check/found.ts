import type { ColumnSchema } from "../column.ts"
import { formatInstant } from "../parse/instant.ts"
import type { Check, CheckName } from "./check.ts"

/** Values that break a rule: how many, and the first of them. */
export interface Found {
  count: number
  /** Row of the first, from 0. */
  row: number
}

export const nothingFound = (): Found => ({ count: 0, row: -1 })

export function note(found: Found, row: number): void {
  if (found.count === 0) found.row = row
  found.count++
}

/** The check of a rule on a column; no check when the rule is switched off. */
export function ruleChecks(
  column: ColumnSchema,
  rule: { readonly check: CheckName; readonly severity: "error" | "warn" | "off" },
  result: { readonly found: Found; readonly rows: number; readonly what: string; readonly example?: string },
): readonly Check[] {
  const { check, severity } = rule
  const { found, rows, what, example } = result
  if (severity === "off") return []
  const first = example === undefined ? `first in row ${found.row + 1}` : `first ${example} in row ${found.row + 1}`
  const detail = found.count === 0 ? `no value ${what}` : `${found.count} of ${rows} values ${what}, ${first}`
  return [{ column: column.name, check, ok: found.count === 0, severity, detail }]
}

/** The check of gaps: an error only where the schema does not allow them. */
export function missingChecks(column: ColumnSchema, severity: "error" | "warn" | "off", gaps: Gaps): readonly Check[] {
  const { found, rows } = gaps
  if (severity === "off") return []
  const share = rows === 0 ? 0 : Math.round((1000 * found.count) / rows) / 10
  const ok = column.nullable || found.count === 0
  const counted = `${found.count} of ${rows} values are missing (${share} %)`
  const detail = ok ? counted : `${counted}, first in row ${found.row + 1}, and none may be`
  return [{ column: column.name, check: "missing", ok, severity, detail }]
}

/** @param value milliseconds since 1970 UTC; as it is when no date has that many */
export function instantText(value: number): string {
  return Math.abs(value) <= lastInstant ? formatInstant(value, "datetime") : String(value)
}

interface Gaps {
  readonly found: Found
  readonly rows: number
}

/** The largest instant that has a date. */
const lastInstant = 8.64e15
