import type { Attributions, Predicted } from "../model/index.ts"
import type { Rows, Schema, Task } from "../schema/index.ts"
import type { IntervalsFor } from "./uncertainty/coverage.ts"
import type { SetsFor } from "./uncertainty/set-coverage.ts"

/** Answers to rows that training has not seen, and what they are judged by. */
export interface EvaluateInput {
  readonly task: Task
  /** Class labels in the order of the probabilities; empty for regression. */
  readonly classes: readonly string[]
  /** rows long, nothing missing; class indices for a classification */
  readonly truth: Float64Array
  readonly predicted: Predicted
  /** Above which the second of two classes is answered. */
  readonly threshold?: number
  /** Prediction intervals of a regression. */
  readonly intervalsFor?: IntervalsFor
  /** Prediction sets of a classification. */
  readonly setsFor?: SetsFor
  /** Of a classifier that corrects its probabilities: the answers before. */
  readonly uncalibrated?: Predicted
  /** rows long; how much each counts, the same when absent */
  readonly weights?: Float64Array
  /** What the answer that knows no column gives for the same rows, where there is one. */
  readonly baseline?: Predicted
  readonly rows: Rows
  readonly schema: Schema
  /** The model itself, for the importance of columns; without it importance is left out. */
  readonly predictWith?: (rows: Rows) => Predicted
  /** What moves its answers; without it that is left out. */
  readonly explainWith?: (rows: Rows, predicted: Predicted) => Attributions
}
