import type { Json } from "../base/index.ts"
import type { Schema } from "./column.ts"
import type { Rows } from "./rows.ts"

/** Rows as JSON records of the input columns: what `parseRecords` reads back to the same rows. Missing values are null. */
export function recordsOf(_schema: Schema, _rows: Rows): Record<string, Json>[] {
  throw new Error("being written")
}
