import type { ColumnSchema, Task } from "../column.ts"
import type { ValidateSettings } from "../config.ts"
import type { Column } from "../rows.ts"
import type { Check } from "./check.ts"

/** Whether there is something to learn: values that differ and, of each class, enough rows. */
export function checkTarget(
  { name }: ColumnSchema,
  values: Column,
  { task, settings }: { readonly task: Task | undefined; readonly settings: ValidateSettings },
): readonly Check[] {
  const rows = countValues(values)
  const differ = checkDiffers(name, rows.size)
  if (task === undefined || task === "regression") return [differ]
  const rare = [...rows].filter(([, count]) => count < settings.minClassRows)
  const named = rare.slice(0, mostNamed).map(([label, count]) => `"${label}" has ${count}`)
  const wanted = `at least ${settings.minClassRows} rows of each of the ${rows.size} classes wanted`
  const detail = rare.length === 0 ? wanted : `${wanted}, ${named.join(", ")}${rare.length > mostNamed ? " ..." : ""}`
  const classes: Check = { column: name, check: "classes", ok: rare.length === 0, severity: "error", detail }
  if (task === "multiclass" || rows.size <= 2) return [differ, classes]
  return [{ ...differ, ok: false, detail: `${rows.size} different values, two wanted for a binary target` }, classes]
}

/** @param different how many different values the target has */
export function checkDiffers(column: string, different: number): Check {
  const detail = different === 0 ? "every value is missing" : `${different} different values`
  return { column, check: "target", ok: different > 1, severity: "error", detail }
}

/** Rows of each value that is there. */
function countValues(values: Column): ReadonlyMap<string | number, number> {
  const rows = new Map<string | number, number>()
  const length = values.kind === "number" ? values.values.length : values.codes.length
  for (let row = 0; row < length; row++) {
    const value = values.kind === "number" ? values.values[row]! : values.words[values.codes[row]!]
    if (value === undefined || Number.isNaN(value)) continue
    rows.set(value, (rows.get(value) ?? 0) + 1)
  }
  return rows
}

const mostNamed = 5
