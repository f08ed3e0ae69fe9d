// What: files of rows become typed columns, facts about them, and Parquet; predictions become files.
// Owns: Profile, and how a file is written (Dialect).
// In -> out: paths and settings -> Profile, Rows or a file; DuckDB streams, so a table may exceed memory.
// Must not know: features, models, training. It computes a target, it does not judge one.
// Its engine is 68 MB and is loaded only when a table is opened, so that importing this folder costs nothing.

export {
  type ComparedTable,
  type CompareOptions,
  compareTables,
  type TableComparison,
} from "./compare/compare.ts"
export type { ColumnChange, ColumnSummary } from "./compare/compare-columns.ts"
export type { SchemaChanges } from "./compare/compare-schema.ts"
export type { RowChanges, RowExample } from "./compare/row-changes.ts"
export { type DataSettings, dataSettings } from "./config.ts"
export type { NewColumn } from "./ingest/append.ts"
export { type Ingested, type IngestOptions, ingestFiles } from "./ingest/ingest.ts"
export type { LeftOut } from "./ingest/left-out.ts"
export type { Association } from "./insight/association.ts"
export type { Duplicates } from "./insight/duplicates.ts"
export type { Information } from "./insight/information.ts"
export type { MissingTogether } from "./insight/missing-together.ts"
export type { ColumnOverTime, OverTime, Period } from "./insight/over-time.ts"
export type { Relations } from "./insight/relations.ts"
export type { NumberShape, Outliers, Sentinel } from "./insight/shape.ts"
export type { TargetFacts } from "./insight/target-facts.ts"
export type { Advice, AdviceKind } from "./profile/advice.ts"
export { countRows } from "./profile/count-rows.ts"
export { countTable, isCountedId, type TableCounts } from "./profile/count-table.ts"
export { type Profile, type ProfileOptions, profileFiles } from "./profile/profile.ts"
export type { TargetSpec } from "./query/expression.ts"
export { type FileRows, type ReadOptions, readRows } from "./read-rows.ts"
export { readingSettings } from "./reading.ts"
export { isRemote, resolveReference, withoutSecrets } from "./sources/reference.ts"
export { type LocalFile, withLocalFiles } from "./sources/with-local-files.ts"
export { readStored, type StoredOptions } from "./typed/read-stored.ts"
export type { TableOptions } from "./with-source.ts"
export { type WriteOptions, writePredictions } from "./write-predictions.ts"
