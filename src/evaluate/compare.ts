import type { Random } from "../base/index.ts"
import type { Predicted } from "../model/index.ts"
import type { Task } from "../schema/index.ts"
import type { EvaluateSettings } from "./config.ts"
import { metricUndefined, noRows } from "./errors.ts"
import { primaryMetric } from "./metrics/metric.ts"
import { percentileInterval, resample } from "./uncertainty/bootstrap.ts"

/** Two answers to the same rows. */
export interface PairedAnswers {
  /** A contract name, or `auto` for the task's own. */
  readonly metric: string
  readonly task: Task
  /** rows long; class indices for a classification */
  readonly truth: Float64Array
  /** rows long; how much each counts, the same when absent */
  readonly weights?: Float64Array
  readonly first: Predicted
  readonly second: Predicted
}

/** Whether the first of two is better than the second, beyond what the choice of rows explains. */
export interface Comparison {
  readonly metric: string
  readonly first: number
  readonly second: number
  /** first - second, in the metric's unit */
  readonly difference: number
  /** Of the difference, by resampling rows and scoring both on the same ones. */
  readonly interval: readonly [number, number]
  /** The interval lies wholly on the side where the first is better. */
  readonly better: boolean
  /** The interval lies wholly on the side where the first is worse. Neither: no difference is shown. */
  readonly worse: boolean
}

/**
 * Paired bootstrap: each sample draws rows once and scores both answers on them, so that what is hard for both cancels out.
 *
 * @throws evaluate.no-rows, evaluate.metric-unknown, evaluate.metric-undefined
 */
export function comparePaired(
  input: PairedAnswers,
  options: Pick<EvaluateSettings, "bootstrapSamples" | "confidence">,
  random: Random,
): Comparison {
  const { truth, weights } = input
  const given = weights === undefined ? { truth } : { truth, weights }
  if (truth.length === 0) throw noRows()
  const { name, lowerIsBetter } = primaryMetric(input.metric, input.task)
  const sets = [
    { ...given, predicted: input.first },
    { ...given, predicted: input.second },
  ]
  const [first, second] = resample(sets, [name], { samples: options.bootstrapSamples, random }).map((set) =>
    set.get(name),
  )
  if (first === undefined || second === undefined) throw metricUndefined(name, "these rows do not define it")
  const differences = first.replicates.map((value, sample) => value - second.replicates[sample]!)
  const difference = first.value - second.value
  const interval = percentileInterval(differences, options.confidence) ?? [difference, difference]
  const [below, above] = [interval[1] < 0, interval[0] > 0]
  return {
    metric: name,
    first: first.value,
    second: second.value,
    difference,
    interval,
    better: lowerIsBetter ? below : above,
    worse: lowerIsBetter ? above : below,
  }
}
