// What: what rows of a table must look like, and whether they do.
// Owns: Schema, Check, Sketch, Drift; the in-memory Rows.
// In -> out: facts about columns -> Schema; Schema + records -> Rows and problems; two sketches -> drift.
// Must not know: files, DuckDB, matrices, models. Pure: no effects at all.

export {
  type ColumnRole,
  type ColumnSchema,
  type ColumnType,
  inputColumns,
  type Schema,
  type Task,
  tasks,
} from "./column.ts"
export { type Column, type Rows, takeColumn, takeRows } from "./rows.ts"
