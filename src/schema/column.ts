/** What a column's values are. Storage follows from it: see `Column` in rows.ts. */
export const columnTypes = ["integer", "number", "boolean", "category", "date", "datetime", "text"] as const
export type ColumnType = (typeof columnTypes)[number]

/**
 * What a column is for. `time` orders the rows and still gives features; `feature` gives features; the others give none:
 * `id` names a row, `constant` says nothing, `leak` gives the target away, `ignored` is left out by a person or because the
 * target is computed from it.
 */
export const columnRoles = ["target", "feature", "time", "id", "constant", "leak", "ignored"] as const
export type ColumnRole = (typeof columnRoles)[number]

/** One reviewed column of `schema.yaml`. */
export interface ColumnSchema {
  readonly name: string
  readonly type: ColumnType
  readonly role: ColumnRole
  /** A missing value is allowed. */
  readonly nullable: boolean
  /** Allowed values of an integer or number column, ends included; wider than what was seen. */
  readonly range?: readonly [number, number]
  /** Words of a category column seen so far; an unseen word is a warning, not an error. */
  readonly categories?: readonly string[]
  /** How the file writes a date, in the percent codes of strptime; absent for ISO 8601. */
  readonly format?: string
  readonly unit?: string
  readonly description?: string
  /** Why the role is not `feature`, in words for people. */
  readonly reason?: string
}

/** What rows of a table must look like. Column names are unique; at most one target and one time column. */
export interface Schema {
  readonly columns: readonly ColumnSchema[]
}

/** Columns a model reads, in schema order: roles `feature` and `time`. */
export function inputColumns(schema: Schema): readonly ColumnSchema[] {
  return schema.columns.filter((column) => column.role === "feature" || column.role === "time")
}

/** What is predicted: `regression` a number, `binary` one of two classes, `multiclass` one of three or more. */
export const tasks = ["regression", "binary", "multiclass"] as const
export type Task = (typeof tasks)[number]
