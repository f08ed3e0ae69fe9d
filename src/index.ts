/** The library: a model artifact loaded and asked in process, and the types of a project's own features. */
export type { Cell, ColumnFeature, RowFeature } from "./feature/index.ts"
export { loadModel, type Model, type Predicted, predict } from "./model/index.ts"
export { type Problem, type Rows, recordParser, type Schema } from "./schema/index.ts"
