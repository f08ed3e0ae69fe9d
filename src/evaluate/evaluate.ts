import type { Random } from "../base/index.ts"
import type { Predicted } from "../model/index.ts"
import type { Rows, Schema, Task } from "../schema/index.ts"
import { estimateOf, type Resampled, resample } from "./bootstrap.ts"
import { describeCalibration, describeClassification } from "./classification.ts"
import type { EvaluateSettings } from "./config.ts"
import { metricUndefined, noRows } from "./errors.ts"
import type { Estimate, Evaluation } from "./evaluation.ts"
import { measureImportance } from "./importance.ts"
import { type MetricName, metricNames, primaryMetric } from "./metric.ts"
import { describeRegression } from "./regression.ts"
import { findSlices } from "./slices.ts"

/** Answers to rows that training has not seen, and what they are judged by. */
export interface EvaluateInput {
  readonly task: Task
  /** Class labels in the order of the probabilities; empty for regression. */
  readonly classes: readonly string[]
  /** rows long, nothing missing; class indices for a classification */
  readonly truth: Float64Array
  readonly predicted: Predicted
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
}

/**
 * Score answers with uncertainty, as a whole and in parts. The same input and seed give the same evaluation.
 *
 * @throws evaluate.no-rows, evaluate.metric-unknown, evaluate.metric-undefined
 */
export function evaluate(input: EvaluateInput, settings: EvaluateSettings, random: Random): Evaluation {
  const { task, classes, truth, predicted } = input
  if (truth.length === 0) throw noRows()
  const metric = primaryMetric(settings.primary, task)
  const given = input.weights === undefined ? { truth } : { truth, weights: input.weights }
  const answers = { ...given, predicted }
  const baseline = input.baseline === undefined ? [] : [{ ...given, predicted: input.baseline }]
  const [own, base = {}] = resample([answers, ...baseline], [...new Set([...metricNames[task], metric.name])], {
    samples: settings.bootstrapSamples,
    random: random.fork("bootstrap"),
  }).map((set) => estimatesOf(set, settings.confidence))
  const primary = own?.[metric.name]
  if (own === undefined || primary === undefined) {
    throw metricUndefined(metric.name, `the ${truth.length} rows do not define it`)
  }
  const { rows, schema, predictWith } = input
  const slices = { answers, rows, schema, metric, overall: primary.value }
  return {
    task,
    classes,
    rows: truth.length,
    confidence: settings.confidence,
    primary: { name: metric.name, lowerIsBetter: metric.lowerIsBetter, ...primary },
    metrics: own,
    baseline: base,
    slices: findSlices(slices, settings, random.fork("slices")),
    importance:
      predictWith === undefined
        ? []
        : measureImportance(
            { ...given, rows, schema, metric, predictWith },
            settings.importanceRepeats,
            random.fork("importance"),
          ),
    ...(task === "regression"
      ? { regression: describeRegression(answers, random.fork("sample")) }
      : { classification: { ...describeClassification(answers, classes), ...calibrationBefore(input) } }),
  }
}

function calibrationBefore({ uncalibrated, truth, classes }: EvaluateInput) {
  if (uncalibrated === undefined) return {}
  return { uncalibrated: describeCalibration({ truth, predicted: uncalibrated }, classes.length === 2) }
}

function estimatesOf(
  metrics: ReadonlyMap<MetricName, Resampled>,
  confidence: number,
): Readonly<Record<string, Estimate>> {
  return Object.fromEntries([...metrics].map(([name, resampled]) => [name, estimateOf(resampled, confidence)]))
}
