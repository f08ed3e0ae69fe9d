import type { Json } from "../base/index.ts"
import type { ClassificationDetail, Evaluation, RegressionDetail } from "./evaluation.ts"

/** Files that `dvc plots` draws: by file name, each a list of flat records. */
export function plotFiles(evaluation: Evaluation): Readonly<Record<string, Json>> {
  const { slices, importance, influence, dependence, regression, classification } = evaluation
  return {
    "slices.json": slices.map(({ column, label, rows, value }) => ({ slice: `${column}: ${label}`, rows, value })),
    "importance.json": importance.map(({ column, drop }) => ({ column, drop })),
    ...(influence === undefined
      ? {}
      : { "influence.json": influence.columns.map(({ column, mean }) => ({ column, mean })) }),
    "dependence.json": dependence.flatMap(({ column, at, curves }) =>
      curves.flatMap(({ label, means }) =>
        means.map((mean, place) => ({
          column,
          at: at[place]!,
          mean,
          ...(label === undefined ? {} : { class: label }),
        })),
      ),
    ),
    ...(regression === undefined ? {} : regressionPlots(regression)),
    ...(classification === undefined ? {} : classificationPlots(classification)),
  }
}

function regressionPlots({ residual, sample, calibration }: RegressionDetail): Record<string, Json> {
  return {
    "residuals.json": residual.histogram.map(({ from, to, rows }) => ({ residual: (from + to) / 2, rows })),
    "predictions.json": sample.map(({ truth, predicted }) => ({ predicted, truth })),
    "calibration.json": calibration.map(({ predicted, truth, rows }) => ({ predicted, truth, rows })),
  }
}

function classificationPlots(detail: ClassificationDetail): Record<string, Json> {
  const { confusion, calibration } = detail
  return {
    "confusion.json": confusion.counts.flatMap((row, truth) =>
      row.map((rows, answer) => ({ truth: confusion.labels[truth]!, predicted: confusion.labels[answer]!, rows })),
    ),
    "roc.json": detail.roc.flatMap(({ label, points }) =>
      points.map(({ x, y, threshold }) => ({ fpr: x, tpr: y, threshold, class: label })),
    ),
    "pr.json": detail.precisionRecall.flatMap(({ label, points }) =>
      points.map(({ x, y, threshold }) => ({ recall: x, precision: y, threshold, class: label })),
    ),
    "calibration.json": calibration.map(({ predicted, observed, rows }) => ({ predicted, observed, rows })),
  }
}
