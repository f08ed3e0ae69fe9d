import { type ColumnSchema, holdsWords } from "../column.ts"
import type { ValidateSettings } from "../config.ts"
import type { Check } from "./check.ts"
import { numberChecks } from "./check-numbers.ts"
import { wordChecks } from "./check-words.ts"
import { nothingFound } from "./found.ts"

/** A column whose rows, counted where it lies, keep every rule of the schema. */
export interface KeptColumn {
  readonly rows: number
  /** Rows without a value; only a nullable column has any. */
  readonly missing: number
  /** Different values; only counted for the target. */
  readonly different?: number
}

/** The checks that the values of such a column would have. */
export function checkKept(
  column: ColumnSchema,
  { rows, missing }: KeptColumn,
  settings: ValidateSettings,
): readonly Check[] {
  const gaps = { count: missing, row: -1 }
  if (holdsWords(column.type)) {
    return wordChecks(column, { values: { kind: "string", codes: new Int32Array(0), words: [] }, gaps, rows }, settings)
  }
  const faults = { "not-finite": nothingFound(), "wrong-type": nothingFound(), "out-of-range": nothingFound() }
  return numberChecks(column, { ...faults, gaps, rows, example: () => "" }, settings)
}
