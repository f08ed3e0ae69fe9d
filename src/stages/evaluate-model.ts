import { seededRandom } from "../base/index.ts"
import { type Evaluation, evaluate } from "../evaluate/index.ts"
import { type Model, predict } from "../model/index.ts"
import type { Rows } from "../schema/index.ts"
import type { StageSettings } from "./context.ts"
import { targetOf, weightsOf } from "./target.ts"
import type { TrainingRecord } from "./training-record.ts"

/** A model judged on rows with a known target; rows whose target is missing must have been taken out. */
export function evaluateModel(
  model: Model,
  rows: Rows,
  options: {
    readonly settings: StageSettings["evaluate"]
    readonly baseline?: TrainingRecord["baseline"]
    readonly seed: number
  },
): Evaluation {
  const truth = targetOf(rows, {
    name: model.target.name,
    task: model.task,
    schema: model.schema,
    classes: model.classes,
  }).values
  const weights = weightsOf(rows, model.schema)
  return evaluate(
    {
      ...(weights === undefined ? {} : { weights }),
      task: model.task,
      classes: model.classes,
      truth,
      predicted: predict(model, rows),
      ...(options.baseline === undefined ? {} : { baseline: predict({ ...model, estimator: options.baseline }, rows) }),
      ...(model.estimator.kind === "calibrated"
        ? { uncalibrated: predict({ ...model, estimator: model.estimator.inner }, rows) }
        : {}),
      rows,
      schema: model.schema,
      predictWith: (shuffled) => predict(model, shuffled),
    },
    options.settings,
    seededRandom(options.seed),
  )
}
