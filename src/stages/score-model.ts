import { evaluateSettings } from "../evaluate/index.ts"
import type { Model } from "../model/index.ts"
import type { Rows } from "../schema/index.ts"
import { evaluateModel } from "./evaluate-model.ts"

/**
 * Metrics of a model on rows that hold the target, by their usual names, such as `rmse` or `auc`.
 *
 * @throws stages.target-missing
 */
export function scoreModel(model: Model, rows: Rows): Readonly<Record<string, number>> {
  const settings = evaluateSettings.parse({ importanceRepeats: 0, bootstrapSamples: 50 })
  const { metrics } = evaluateModel(model, rows, { settings, seed: 1 })
  return Object.fromEntries(Object.entries(metrics).map(([name, { value }]) => [name, value]))
}
