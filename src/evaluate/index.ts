// What: how good answers are, with uncertainty, as a whole and in slices; and which of two is better.
// Owns: Evaluation, Metric.
// In -> out: truth + Predicted (+ rows) -> Evaluation; two Predicted on the same rows -> Comparison.
// Must not know: files, estimators, how a model was trained, HTML. Pure: randomness is the last parameter.

export { type Comparison, comparePaired } from "./compare.ts"
export { type EvaluateSettings, evaluateSettings } from "./config.ts"
export { evaluate } from "./evaluate.ts"
export type {
  ClassificationDetail,
  Decision,
  Dependence,
  Estimate,
  Evaluation,
  Influence,
  RegressionDetail,
  Slice,
} from "./evaluation.ts"
export { findMetric } from "./metrics/metric.ts"
export { type Score, scoreFor } from "./metrics/metrics.ts"
export { plotFiles } from "./plots.ts"
export { checkDecision, chooseThreshold } from "./threshold.ts"
