// What: what rows of a table must look like, and whether they do.
// Owns: Schema, Check, Sketch, Drift; the in-memory Rows.
// In -> out: facts about columns -> Schema; Schema + records -> Rows and problems; two sketches -> drift.
// Must not know: files, DuckDB, matrices, models. Pure: no effects at all.

export { type Check, type CheckName, type CheckOptions, checkColumns, checkRows } from "./check/check.ts"
export type { CountedId } from "./check/check-counted-id.ts"
export type { KeptColumn } from "./check/check-kept.ts"
export { checkTable, type TableFacts } from "./check/check-table.ts"
export { type Validity, validityOf } from "./check/validity.ts"
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
export {
  type ColumnDrift,
  type DriftReport,
  type DriftTests,
  detectDrift,
  judgeDrift,
  testDrift,
} from "./drift/drift.ts"
export { type EffectOptions, rankByEffect } from "./drift/effect.ts"
export type { DriftTest } from "./drift/test-choice.ts"
export { diffFacts, diffSchemas, type SchemaChange } from "./file/diff-schemas.ts"
export { readSchema } from "./file/read-schema.ts"
export { parseSchema, schemaToYaml } from "./file/schema-file.ts"
export { updateSchemaYaml } from "./file/update-schema.ts"
export type { ColumnFacts, LeakSuspect, SourceType, WordCount } from "./infer/facts.ts"
export { type InferOptions, inferSchema } from "./infer/infer.ts"
export { inferTask, type TaskGuess } from "./infer/task.ts"
export { booleanWords, falseWords, trueWords } from "./parse/boolean-words.ts"
export { durationReader, secondsOf } from "./parse/duration.ts"
export { formatInstant, type InstantReader, instantFormats, instantReader } from "./parse/instant.ts"
export { missingNumbers, missingWords } from "./parse/missing.ts"
export { type NumberForm, negativePattern, numberForm, numberReader } from "./parse/number-form.ts"
export { type CellTable, cellParser } from "./parse/parse-cells.ts"
export { type Parsed, type ParseOptions, parseRecords, recordParser } from "./parse/parse-records.ts"
export { arePlaces, placeColumns, placeColumnsIn, placePatterns } from "./parse/place.ts"
export type { Problem, ProblemCode } from "./parse/problem.ts"
export { recordsOf } from "./parse/records-of.ts"
export { type Column, type Rows, takeColumn, takeRows } from "./rows.ts"
export { readSketch } from "./sketch/file.ts"
export {
  type ColumnSketch,
  type Histogram,
  type NumberSketch,
  type Sketch,
  sketchRows,
  type WordSketch,
} from "./sketch/sketch.ts"
