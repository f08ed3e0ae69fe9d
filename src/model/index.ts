// What: a fitted model as plain data, its one way to predict, and its artifact folder.
// Owns: Model, Estimator, Predicted.
// In -> out: Model + Rows -> Predicted; Model <-> folder.
// Must not know: how models are trained, HTTP, databases. Ships in the serving image.

export { type ModelSettings, modelSettings } from "./config.ts"
export { type ErrorTable, spreadOf } from "./error-table.ts"
export { estimate } from "./estimate.ts"
export {
  type BlendEstimator,
  CALIBRATION_FLOOR,
  type CalibratedEstimator,
  type CalibrationLine,
  type CalibrationMap,
  type ConstantEstimator,
  type Estimator,
  type LinearEstimator,
  type NeighboursEstimator,
  type TransformedEstimator,
  type TreesEstimator,
} from "./estimator.ts"
export { estimatorBytes } from "./estimator-file.ts"
export type { ContributionUnit } from "./explain/attribute.ts"
export { type Contribution, contributionsOf } from "./explain/contributions.ts"
export { type Attributions, canExplain, explain } from "./explain/explain.ts"
export { type Explanation, explanationOf } from "./explain/explanation.ts"
export { unitWords } from "./explain/unit-words.ts"
export { exportOnnx } from "./export-onnx.ts"
export { fetchModel, type ModelFiles } from "./fetch-model.ts"
export { type Intervals, intervals } from "./interval.ts"
export { loadModel } from "./load-model.ts"
export { ONNX_FILE } from "./mlmodel.ts"
export type { Model, Predicted } from "./model.ts"
export { boundOf, newDistances, SAME } from "./nearest.ts"
export type { NonconformityTable } from "./nonconformity.ts"
export type { OnnxInput } from "./onnx/inputs.ts"
export type { OnnxModel } from "./onnx/write-onnx.ts"
export { type Answer, type ClassNames, classNames, type Output, outputOf } from "./output.ts"
export { predict } from "./predict.ts"
export { predictRecords, type RecordAnswer, type RecordOptions } from "./predict-records.ts"
export { predictionSets } from "./prediction-set.ts"
export type { ModelSource } from "./read-model.ts"
export { compileCalibration } from "./run-calibrated.ts"
export { saveModel } from "./save-model.ts"
