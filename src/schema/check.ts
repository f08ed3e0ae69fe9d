import type { Schema, Task } from "./column.ts"
import type { ValidateSettings } from "./config.ts"
import type { Rows } from "./rows.ts"

/** One rule tried on one column of a table, or on the table when `column` is null. */
export interface Check {
  readonly column: string | null
  readonly check: CheckName
  readonly ok: boolean
  /** What it means when not ok: `error` fails the validation, `warn` is said and no more. */
  readonly severity: "error" | "warn"
  readonly detail: string
}

export type CheckName =
  | "rows"
  | "present"
  | "type"
  | "missing"
  | "finite"
  | "range"
  | "categories"
  | "unique"
  | "target"
  | "classes"

export interface CheckOptions {
  readonly settings?: ValidateSettings
  /** Classification looks at the classes of the target. */
  readonly task?: Task
  /** Rows without the target are fine when false. Default true. */
  readonly needTarget?: boolean
}

export function checkRows(_schema: Schema, _rows: Rows, _options: CheckOptions = {}): Check[] {
  throw new Error("being written")
}
