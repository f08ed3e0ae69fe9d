/** The library: a model artifact loaded and asked in process, tables profiled and learnt from, and the types of a project's own features. */
export type { Cell, ColumnFeature, RowFeature } from "./feature/index.ts"
export {
  loadModel,
  type Model,
  type Predicted,
  predict,
  predictRecords,
  type RecordAnswer,
  type RecordOptions,
} from "./model/index.ts"
export { type Problem, type Rows, recordParser, type Schema, takeRows } from "./schema/index.ts"
export {
  fitFeatures,
  type LearningTable,
  type PreparedTable,
  profileTable,
  readTable,
  scoreModel,
  trainModel,
} from "./stages/index.ts"
export type { Profile } from "./table/index.ts"
