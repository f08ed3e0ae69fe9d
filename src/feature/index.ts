// What: rows -> matrix, by rules learnt on training rows only.
// Owns: Encoder, Matrix.
// In -> out: training Rows -> Encoder; Encoder + any Rows -> Matrix.
// Must not know: files of tables, estimators, HTTP. Ships in the serving image.

export type { Feature, FeatureUse, Matrix } from "./matrix.ts"
