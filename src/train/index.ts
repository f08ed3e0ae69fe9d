// What: matrix and target -> the best estimator found within a budget.
// Owns: Fit, Trial.
// In -> out: TrainInput + settings -> TrainResult: estimator fitted on all rows, every trial with its out-of-fold score.
// Must not know: columns of tables, encoders, metrics (a score is handed in), files.

export { fitErrors } from "./calibrate/fit-errors.ts"
export { fitNonconformity } from "./calibrate/fit-nonconformity.ts"
export { type TrainSettings, trainSettings } from "./config.ts"
export type { Journal, Score, TrainEffects, TrainInput, TrainResult, Trial, WarmStart } from "./input.ts"
export { metricOfLoss } from "./loss.ts"
export type { TrainAnswer, TrainQuestion } from "./question.ts"
export type { CrewStart } from "./search/crew.ts"
export { serveFits } from "./search/serve-fits.ts"
export { train } from "./train.ts"
