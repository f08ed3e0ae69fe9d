import type { Json } from "../base/index.ts"
import { type Problem, parseRecords } from "../schema/index.ts"
import { recordsInvalid } from "./errors.ts"
import { explain } from "./explain/explain.ts"
import { type Explanation, explanationOf } from "./explain/explanation.ts"
import { intervals } from "./interval.ts"
import type { Model } from "./model.ts"
import { type Answer, classNames, type Output, outputOf } from "./output.ts"
import { predict } from "./predict.ts"
import { predictionSets } from "./prediction-set.ts"

/** What is asked for besides predictions. */
export interface RecordOptions {
  /** What moved each answer, column by column. */
  readonly explain?: boolean
  /** Share of rows, such as 0.9, in which the truth shall lie in the interval; of a regression. */
  readonly interval?: number
  /** Share of rows, such as 0.9, whose set of classes shall hold the truth; of a classification. */
  readonly predictionSet?: number
}

export interface RecordAnswer extends Output {
  readonly interval?: { readonly share: number; readonly low: number; readonly high: number }
  readonly predictionSet?: { readonly share: number; readonly classes: readonly Answer[] }
  readonly explanation?: Explanation
  /** Such as a category that training never saw. */
  readonly warnings: readonly Problem[]
}

/**
 * Answers to rows given as JSON records, checked against the model's schema as a server does.
 *
 * @throws model.records-invalid, model.explain-uncounted, model.intervals-missing, model.interval-level,
 * model.prediction-sets-missing, model.prediction-set-level
 */
export function predictRecords(
  model: Model,
  records: readonly Readonly<Record<string, Json>>[],
  options: RecordOptions = {},
): readonly RecordAnswer[] {
  const { rows, problems, warnings } = parseRecords(model.schema, records, { unused: "warn" })
  if (problems.length > 0) throw recordsInvalid(model.name, problems)
  const predicted = predict(model, rows)
  const classes = classNames(model)
  const { interval: share } = options
  const bounds = share === undefined ? undefined : intervals(model, predicted, share)
  const { predictionSet: held } = options
  const sets = held === undefined ? undefined : predictionSets(model, predicted, held)
  const attributions = options.explain === true ? explain(model, rows, predicted) : undefined
  return records.map((_, row) => ({
    ...outputOf(predicted, row, classes),
    ...(bounds === undefined ? {} : { interval: { share: share!, low: bounds.low[row]!, high: bounds.high[row]! } }),
    ...(sets === undefined
      ? {}
      : { predictionSet: { share: held!, classes: sets[row]!.map((label) => classes.answers[label]!) } }),
    ...(attributions === undefined ? {} : { explanation: explanationOf(attributions, row, classes) }),
    warnings: warnings.filter((warning) => warning.row === row),
  }))
}
