import type { ColumnSchema, ColumnType } from "../column.ts"
import type { ValidateSettings } from "../config.ts"
import type { Check } from "./check.ts"
import { type Found, instantText, missingChecks, note, nothingFound, ruleChecks } from "./found.ts"
import { findRepeats } from "./repeats.ts"
import { type NumberFault, numberRule } from "./value-rule.ts"

/** @param values rows long; NaN is missing */
export function checkNumbers(column: ColumnSchema, values: Float64Array, settings: ValidateSettings): readonly Check[] {
  const faultOf = numberRule(column)
  const gaps = nothingFound()
  const faults = { "not-finite": nothingFound(), "wrong-type": nothingFound(), "out-of-range": nothingFound() }
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    const fault = Number.isNaN(value) ? undefined : faultOf(value)
    if (fault !== undefined) note(faults[fault], row)
    else if (Number.isNaN(value)) note(gaps, row)
  }
  const example = (row: number): string => shown(values[row], column.type)
  return [
    ...numberChecks(column, { gaps, ...faults, rows: values.length, example }, settings),
    ...(column.role === "id" ? uniqueChecks(column, values, settings) : []),
  ]
}

export interface NumberFindings extends Readonly<Record<NumberFault, Found>> {
  readonly rows: number
  readonly gaps: Found
  /** The value of a row, in words. */
  readonly example: (row: number) => string
}

/** The checks of single values. */
export function numberChecks(
  column: ColumnSchema,
  { rows, gaps, example, ...faults }: NumberFindings,
  settings: ValidateSettings,
): readonly Check[] {
  const { "not-finite": infinite, "wrong-type": mistyped, "out-of-range": outside } = faults
  const result = { rows, what: "" }
  return [
    ...missingChecks(column, settings.missing, { found: gaps, rows }),
    ...ruleChecks(column, { check: "finite", severity: "error" }, { ...result, found: infinite, what: "infinite" }),
    ...ruleChecks(
      column,
      { check: "type", severity: "error" },
      { ...result, found: mistyped, what: `not of type ${column.type}`, example: example(mistyped.row) },
    ),
    ...(column.range === undefined
      ? []
      : ruleChecks(
          column,
          { check: "range", severity: settings.range },
          { ...result, found: outside, what: `outside ${column.range.join(" to ")}`, example: example(outside.row) },
        )),
  ]
}

function uniqueChecks(column: ColumnSchema, values: Float64Array, { unique }: ValidateSettings): readonly Check[] {
  const found = findRepeats([{ kind: "number", values }], values.length, (row) => Number.isNaN(values[row]!))
  const rule = { check: "unique", severity: unique } as const
  const example = shown(values[found.row], column.type)
  return ruleChecks(column, rule, { found, rows: values.length, what: "seen before", example })
}

function shown(value: number | undefined, type: ColumnType): string {
  if (value === undefined) return ""
  return type === "date" || type === "datetime" ? instantText(value) : String(value)
}
