import { KnownError, seededRandom } from "../base/index.ts"
import { type Evaluation, evaluate } from "../evaluate/index.ts"
import { canExplain, explain, intervals, type Model, type Predicted, predict, predictionSets } from "../model/index.ts"
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
  const predicted = predict(model, rows)
  return evaluate(
    {
      ...(weights === undefined ? {} : { weights }),
      task: model.task,
      classes: model.classes,
      truth,
      predicted,
      ...(model.threshold === undefined ? {} : { threshold: model.threshold }),
      ...(model.errors === undefined
        ? {}
        : { intervalsFor: (share: number) => unlessTooLarge(() => intervals(model, predicted, share)) }),
      ...(model.nonconformity === undefined
        ? {}
        : { setsFor: (share: number) => unlessTooLarge(() => predictionSets(model, predicted, share)) }),
      ...(options.baseline === undefined ? {} : { baseline: predict({ ...model, estimator: options.baseline }, rows) }),
      ...(model.estimator.kind === "calibrated"
        ? { uncalibrated: predict({ ...model, estimator: model.estimator.inner }, rows) }
        : {}),
      rows,
      schema: model.schema,
      predictWith: (shuffled) => predict(model, shuffled),
      ...(canExplain(model) ? { explainWith: (some: Rows, answers: Predicted) => explain(model, some, answers) } : {}),
    },
    options.settings,
    seededRandom(options.seed),
  )
}

/** None where few rows cannot tell so large a share. */
function unlessTooLarge<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof KnownError && levelErrors.includes(error.code)) return undefined
    throw error
  }
}

const levelErrors = ["model.interval-level", "model.prediction-set-level"]
