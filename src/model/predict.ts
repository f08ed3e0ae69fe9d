import type { Rows } from "../schema/index.ts"
import type { Model, Predicted } from "./model.ts"

/**
 * Predictions for rows that hold the model's input columns.
 *
 * @throws feature.column-missing, feature.user-feature-failed
 */
export function predict(_model: Model, _rows: Rows): Predicted {
  throw new Error("not built yet")
}
