import type { Rows, Schema } from "../../schema/index.ts"

/** A value of one cell as the user's functions see and give it; null is missing. Dates are milliseconds since 1970 UTC. */
export type Cell = number | string | boolean | null

export type RowFeature = (row: Readonly<Record<string, Cell>>) => Cell
/** All rows at once; value r of the answer may depend on row r only. */
export type ColumnFeature = (columns: Readonly<Record<string, readonly Cell[]>>) => ArrayLike<Cell>

/** The user's own features: compiled, self-contained code and the functions it exports. */
export interface UserFeatures {
  /** JavaScript of an ES module without imports. */
  readonly code: string
  /** Names of the columns they add. */
  readonly columns: readonly string[]
  readonly rowFeatures: Readonly<Record<string, RowFeature>>
  readonly columnFeatures: Readonly<Record<string, ColumnFeature>>
  /** How each column is stored, fixed by `checkUserFeatures` on the training rows; before that, taken from the values given. */
  readonly kinds: Readonly<Record<string, "number" | "string">>
}

/**
 * Rows with the user's columns added.
 *
 * @throws feature.user-feature-failed, feature.user-feature-type
 */
export function applyUserFeatures(_userFeatures: UserFeatures, _rows: Rows, _schema: Schema): Rows {
  throw new Error("not built yet")
}
