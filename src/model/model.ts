import type { Encoder, UserFeatures } from "../feature/index.ts"
import type { Schema, Task } from "../schema/index.ts"
import type { ErrorTable } from "./error-table.ts"
import type { Estimator } from "./estimator.ts"
import type { NonconformityTable } from "./nonconformity.ts"

/** Everything needed to turn raw rows into predictions: the same value in training, batch, HTTP, container and browser. */
export interface Model {
  readonly name: string
  readonly task: Task
  /** Whole reviewed schema; the model's inputs are `inputColumns(schema)`. */
  readonly schema: Schema
  readonly target: { readonly name: string; readonly expression?: string }
  /** Class labels in the order of the probabilities; empty for regression. */
  readonly classes: readonly string[]
  readonly encoder: Encoder
  readonly estimator: Estimator
  /** Of two classes: the second is answered when its probability is above it; 0.5 when absent. */
  readonly threshold?: number
  /** Of a regression: how far answers were off on training rows the model had not seen; absent in models that did not keep it. */
  readonly errors?: ErrorTable
  /** Of a classifier: how far its probabilities were from the truth on such rows; absent in models that did not keep it. */
  readonly nonconformity?: NonconformityTable
  /** The user's own features, as they were compiled at training; absent when there are none. */
  readonly userFeatures?: UserFeatures
}

/** Answers for `rows` rows. */
export interface Predicted {
  /** rows long; the number for regression, the index of the likeliest class otherwise */
  readonly values: Float64Array
  /** classes long, each rows long; over classes they sum to one; empty for regression */
  readonly probabilities: readonly Float64Array[]
}
