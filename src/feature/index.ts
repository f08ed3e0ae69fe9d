// What: rows -> matrix, by rules learnt on training rows only.
// Owns: Encoder, Matrix.
// In -> out: training Rows -> Encoder; Encoder + any Rows -> Matrix.
// Must not know: files of tables, estimators, HTTP. Ships in the serving image.

export { type FeatureSettings, featureSettings } from "./config.ts"
export { compileEncoder, ENCODE_BLOCK, encode, type FeatureTarget, type WriteFeatures } from "./encode.ts"
export type { Dropped, Encoder, EncoderInputColumn } from "./encoder.ts"
export { parseEncoder } from "./encoder-shape.ts"
export { type EncoderInput, type FittedEncoder, fitEncoder } from "./fit/fit-encoder.ts"
export type { Feature, FeatureUse, Matrix } from "./matrix.ts"
export type { Span } from "./number-source.ts"
export { checkUserFeatures } from "./user/check-user-features.ts"
export { compileUserFeatures, loadUserFeatures, userFeaturesOf } from "./user/user-code.ts"
export {
  applyUserFeatures,
  type Cell,
  type ColumnFeature,
  type RowFeature,
  type UserFeatures,
} from "./user/user-features.ts"
