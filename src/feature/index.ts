// What: rows -> matrix, by rules learnt on training rows only.
// Owns: Encoder, Matrix.
// In -> out: training Rows -> Encoder; Encoder + any Rows -> Matrix.
// Must not know: files of tables, estimators, HTTP. Ships in the serving image.

export { type FeatureSettings, featureSettings } from "./config.ts"
export { blockWidth, compileEncoder, ENCODE_BLOCK, encode, LARGEST_FLOAT } from "./encode.ts"
export type {
  CategoryBlock,
  CategorySource,
  DatePart,
  Encoder,
  JourneyMeasure,
  NumberBlock,
  NumberSource,
  Place,
  PointColumns,
  Scaling,
  TextBlock,
} from "./encoder.ts"
export { parseEncoder } from "./encoder-shape.ts"
export { fitEncoder } from "./fit/fit-encoder.ts"
export { EARTH_KM, flatMap, kmEast, kmNorth } from "./geography.ts"
export type { Feature, FeatureUse, Matrix } from "./matrix.ts"
export { slopesAlong } from "./slopes.ts"
export { checkUserFeatures } from "./user/check-user-features.ts"
export { compileUserFeatures, userFeaturesOf } from "./user/user-code.ts"
export {
  applyUserFeatures,
  type Cell,
  type ColumnFeature,
  type RowFeature,
  type UserFeatures,
} from "./user/user-features.ts"
