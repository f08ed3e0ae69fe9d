// What: what rows of a table must look like, and whether they do.
// Owns: Schema, Check, Sketch, Drift; the in-memory Rows.
// In -> out: facts about columns -> Schema; Schema + records -> Rows and problems; two sketches -> drift.
// Must not know: files, DuckDB, matrices, models. Pure: no effects at all.

export type { Check, CheckName } from "./check.ts"
export {
  type ColumnRole,
  type ColumnSchema,
  type ColumnType,
  columnRoles,
  columnTypes,
  inputColumns,
  type Schema,
  type Task,
  tasks,
} from "./column.ts"
export type { ColumnDrift, DriftReport } from "./drift.ts"
export type { ColumnFacts, LeakSuspect, SourceType, WordCount } from "./facts.ts"
export { type Problem, type ProblemCode, problemCodes } from "./problem.ts"
export { type Column, type Rows, takeColumn, takeRows } from "./rows.ts"
export type { ColumnSketch, Histogram, NumberSketch, Sketch, WordSketch } from "./sketch.ts"
