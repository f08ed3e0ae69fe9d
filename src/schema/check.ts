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
