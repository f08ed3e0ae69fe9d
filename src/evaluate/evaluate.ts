import type { Random } from "../base/index.ts"
import type { EvaluateSettings } from "./config.ts"
import { metricUndefined, noRows } from "./errors.ts"
import type { EvaluateInput } from "./evaluate-input.ts"
import type { Estimate, Evaluation } from "./evaluation.ts"
import { measureImportance } from "./importance.ts"
import { classificationDetail, regressionDetail, whatMoves } from "./metrics/detail.ts"
import { type MetricName, metricNames, primaryMetric } from "./metrics/metric.ts"
import { findSlices } from "./slices.ts"
import { estimateOf, type Resampled, resample } from "./uncertainty/bootstrap.ts"

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
  const importance =
    predictWith === undefined
      ? []
      : measureImportance(
          { ...given, rows, schema, metric, predictWith },
          settings.importanceRepeats,
          random.fork("importance"),
        )
  return {
    task,
    classes,
    rows: truth.length,
    confidence: settings.confidence,
    primary: { name: metric.name, lowerIsBetter: metric.lowerIsBetter, ...primary },
    metrics: own,
    baseline: base,
    slices: findSlices(slices, settings, random.fork("slices")),
    importance,
    ...whatMoves(input, settings, { importance, random }),
    ...(task === "regression"
      ? { regression: regressionDetail(input, settings, random.fork("sample")) }
      : { classification: classificationDetail(input, settings) }),
  }
}

function estimatesOf(
  metrics: ReadonlyMap<MetricName, Resampled>,
  confidence: number,
): Readonly<Record<string, Estimate>> {
  return Object.fromEntries([...metrics].map(([name, resampled]) => [name, estimateOf(resampled, confidence)]))
}
