import type { Predicted } from "../../model/index.ts"
import type { Task } from "../../schema/index.ts"
import { metricUndefined } from "../errors.ts"
import { kernelOf } from "./kernel.ts"
import { type MetricName, metricNames, primaryMetric } from "./metric.ts"
import { isSought } from "./sought-metric.ts"

/** A metric as training uses it: on what an estimator gives. */
export interface Score {
  readonly name: MetricName
  readonly lowerIsBetter: boolean
  /**
   * @param truth rows long; class indices for a classification
   * @param outputs what `estimate` gives: one array of numbers (regression), of positive probabilities (binary), or one a class
   * @param weights rows long; how much each counts, the same when absent
   * @returns NaN when the metric is not defined on these rows, such as auc on one class
   */
  of(truth: Float64Array, outputs: readonly Float64Array[], weights?: Float64Array): number
}

/**
 * All metrics of a task that are defined on these rows, under the contract's names.
 *
 * @param truth rows long, nothing missing; class indices for a classification
 */
export function metricsOf(task: Task, truth: Float64Array, predicted: Predicted): Readonly<Record<string, number>> {
  const all = metricNames[task].map((name) => [name, kernelOf(name, { truth, predicted })()] as const)
  return Object.fromEntries(all.filter(([, value]) => Number.isFinite(value)))
}

/**
 * @param metric a contract name, or `auto` for the task's own
 * @throws evaluate.metric-unknown; `of` throws evaluate.metric-undefined for rmsle on truths of -1 and below, for mape on a
 *   truth of zero and for deviances on one below zero
 */
export function scoreFor(metric: string, task: Task): Score {
  const { name, lowerIsBetter } = primaryMetric(metric, task)
  return {
    name,
    lowerIsBetter,
    of: (truth, outputs, weights) => {
      const answers = { truth, predicted: predictedOf(task, outputs) }
      const value = kernelOf(name, weights === undefined ? answers : { ...answers, weights })()
      const reason = reasonUndefined(name)
      if (reason !== undefined && Number.isNaN(value)) throw metricUndefined(name, reason)
      return value
    },
  }
}

function reasonUndefined(name: MetricName): string | undefined {
  switch (name) {
    case "rmsle":
      return "the target has values of -1 or below"
    case "mape":
      return "the target has values of zero"
    default:
      return isSought(name) ? "the target has values below 0" : undefined
  }
}

function predictedOf(task: Task, outputs: readonly Float64Array[]): Predicted {
  const first = outputs[0]!
  switch (task) {
    case "regression":
      return { values: first, probabilities: [] }
    case "binary":
      return {
        values: first.map((share) => (share > 0.5 ? 1 : 0)),
        probabilities: [first.map((share) => 1 - share), first],
      }
    case "multiclass":
      return { values: first.map((_share, row) => likeliest(outputs, row)), probabilities: outputs }
  }
}

/** The first of equals, as everywhere. */
function likeliest(outputs: readonly Float64Array[], row: number): number {
  let best = 0
  for (let label = 1; label < outputs.length; label++) if (outputs[label]![row]! > outputs[best]![row]!) best = label
  return best
}
