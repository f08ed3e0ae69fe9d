import type { ColumnSchema } from "../column.ts"
import type { ValidateSettings } from "../config.ts"
import type { Check } from "./check.ts"
import { type Found, missingChecks, ruleChecks } from "./found.ts"

/** A column of ids that are words, counted where it lies. */
export interface CountedId {
  readonly rows: number
  /** Rows without a value. */
  readonly gaps: Found
  /** Rows whose value an earlier row has, and the value of the first of them. */
  readonly repeats: Found
  readonly example: string
}

/** The checks of `checkWords` that an id without a pattern has. */
export function checkCountedId(
  column: ColumnSchema,
  { rows, gaps, repeats, example }: CountedId,
  { missing, unique }: ValidateSettings,
): readonly Check[] {
  const rule = { check: "unique", severity: unique } as const
  const found = { found: repeats, rows, what: "seen before", example: JSON.stringify(example) }
  return [...missingChecks(column, missing, { found: gaps, rows }), ...ruleChecks(column, rule, found)]
}
