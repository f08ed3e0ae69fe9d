/** What a column's values are. Storage follows from it: see `Column` in rows.ts. */
export const columnTypes = [
  "integer",
  "number",
  "boolean",
  "category",
  "date",
  "datetime",
  "text",
  "identifier",
] as const
export type ColumnType = (typeof columnTypes)[number]

/**
 * What a column is for. `time` orders the rows and still gives features; `feature` gives features; the others give none:
 * `weight` says how much a row counts in training and in metrics, `id` names a row, `constant` says nothing, `leak` gives the target away, `ignored` is left out by a person or because the
 * target is computed from it.
 */
export const columnRoles = ["target", "feature", "time", "weight", "id", "constant", "leak", "ignored"] as const
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
  /**
   * How a text file writes the values. A date: percent codes of strptime, several forms with `|` between them; absent for ISO 8601.
   * A number: how the file writes 1234.5, or one of the forms of a duration, which becomes seconds. A boolean: the word for true, a
   * slash and the word for false.
   */
  readonly format?: string
  /** Cells of a text file that mean "no value" in this column, besides those that always do. */
  readonly missing?: readonly string[]
  /** A regular expression of JavaScript that the words of a category, text or identifier match. */
  readonly pattern?: string
  /** Of a number, such as `EUR`; the values are as written, `12 %` is 12. */
  readonly unit?: string
  readonly description?: string
  /** Why the role is not `feature`, in words for people. */
  readonly reason?: string
}

/** What rows of a table must look like. Column names are unique; at most one target and one time column. */
export interface Schema {
  readonly columns: readonly ColumnSchema[]
}

/** Words are kept as codes into a list, everything else as numbers: see `Column` in rows.ts. */
export function holdsWords(type: ColumnType): boolean {
  return type === "category" || type === "text" || type === "identifier"
}

/** Columns a model reads, in schema order: roles `feature` and `time`. */
export function inputColumns(schema: Schema): readonly ColumnSchema[] {
  return schema.columns.filter((column) => column.role === "feature" || column.role === "time")
}

/** What is predicted: `regression` a number, `binary` one of two classes, `multiclass` one of three or more. */
export const tasks = ["regression", "binary", "multiclass"] as const
export type Task = (typeof tasks)[number]
