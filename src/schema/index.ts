// What: what rows of a table must look like, and whether they do.
// Owns: Schema, Check, Sketch, Drift; the in-memory Rows.
// In -> out: facts about columns -> Schema; Schema + records -> Rows and problems; two sketches -> drift.
// Must not know: files, DuckDB, matrices, models. Pure: no effects at all.

export { booleanWords, falseWords, trueWords } from "./boolean-words.ts"
export { type Check, type CheckName, type CheckOptions, checkColumns, checkRows } from "./check.ts"
export type { CountedId } from "./check-counted-id.ts"
export type { KeptColumn } from "./check-kept.ts"
export { checkTable, type TableFacts } from "./check-table.ts"
export {
  type ColumnRole,
  type ColumnSchema,
  type ColumnType,
  holdsWords,
  inputColumns,
  type Schema,
  type Task,
  tasks,
} from "./column.ts"
export { type ValidateSettings, validateSettings } from "./config.ts"
export { diffFacts, diffSchemas, type SchemaChange } from "./diff-schemas.ts"
export { type ColumnDrift, type DriftReport, type DriftTests, detectDrift, judgeDrift, testDrift } from "./drift.ts"
export { type EffectOptions, rankByEffect } from "./drift-effect.ts"
export type { DriftTest } from "./drift-test.ts"
export { durationReader, secondsOf } from "./duration.ts"
export type { ColumnFacts, LeakSuspect, SourceType, WordCount } from "./facts.ts"
export { type InferOptions, inferSchema } from "./infer.ts"
export { inferTask, type TaskGuess } from "./infer-task.ts"
export { formatInstant, type InstantReader, instantFormats, instantReader } from "./instant.ts"
export { missingNumbers, missingWords } from "./missing.ts"
export { type NumberForm, negativePattern, numberForm, numberReader } from "./number-form.ts"
export { type CellTable, cellParser } from "./parse-cells.ts"
export { type Parsed, type ParseOptions, parseRecords, recordParser } from "./parse-records.ts"
export { arePlaces, placeColumns, placeColumnsIn, placePatterns } from "./place.ts"
export type { Problem, ProblemCode } from "./problem.ts"
export { readSchema } from "./read-schema.ts"
export { recordsOf } from "./records-of.ts"
export { type Column, type Rows, takeColumn, takeRows } from "./rows.ts"
export { parseSchema, schemaToYaml } from "./schema-file.ts"
export {
  type ColumnSketch,
  type Histogram,
  type NumberSketch,
  type Sketch,
  sketchRows,
  type WordSketch,
} from "./sketch.ts"
export { readSketch } from "./sketch-file.ts"
export { updateSchemaYaml } from "./update-schema.ts"
export { type Validity, validityOf } from "./validity.ts"
