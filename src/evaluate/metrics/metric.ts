import type { Task } from "../../schema/index.ts"
import { metricUnknown } from "../errors.ts"
import { isSought, type SoughtMetric, soughtFacts } from "./sought-metric.ts"

/** What a metric measures and which way is better. */
export interface MetricFacts {
  readonly name: MetricName
  readonly lowerIsBetter: boolean
  /** As people write it. */
  readonly label: string
  /** One sentence for a reader who does not know the metric. */
  readonly meaning: string
}

/** The contract's names of metrics; stable for ever. */
export const metricNames = {
  regression: ["rmse", "mae", "mse", "r2", "mape", "rmsle"],
  binary: ["auc", "logLoss", "accuracy", "precision", "recall", "f1", "averagePrecision", "brier"],
  multiclass: ["accuracy", "logLoss", "macroF1", "weightedF1", "aucOvr"],
} as const satisfies Record<Task, readonly string[]>

export type PlainMetric = (typeof metricNames)[Task][number]

export type MetricName = PlainMetric | SoughtMetric

/**
 * The metric that decides, by its name in the settings; `auto` is rmse, auc or logLoss by task.
 *
 * @throws evaluate.metric-unknown when the task has no such metric
 */
export function primaryMetric(name: string, task: Task): MetricFacts {
  if (name === "auto") return metricFacts(automatic[task])
  if (task === "regression" && isSought(name)) return metricFacts(name)
  const known: readonly string[] = metricNames[task]
  if (!known.includes(name)) throw metricUnknown(name, task, known)
  return metricFacts(name as MetricName)
}

export function metricFacts(name: MetricName): MetricFacts {
  return { name, ...(isSought(name) ? soughtFacts(name) : facts[name]) }
}

/** @returns undefined when no metric has the name */
export function findMetric(name: string): MetricFacts | undefined {
  return Object.hasOwn(facts, name) || isSought(name) ? metricFacts(name as MetricName) : undefined
}

const automatic = { regression: "rmse", binary: "auc", multiclass: "logLoss" } as const satisfies Record<
  Task,
  PlainMetric
>

const facts: Record<PlainMetric, Omit<MetricFacts, "name">> = {
  rmse: { lowerIsBetter: true, label: "RMSE", meaning: "Typical error in the target's unit; large errors weigh more" },
  mae: { lowerIsBetter: true, label: "MAE", meaning: "Mean absolute error in the target's unit" },
  mse: { lowerIsBetter: true, label: "MSE", meaning: "Mean squared error" },
  r2: { lowerIsBetter: false, label: "R²", meaning: "Share of the target's variance explained; 1 is perfect" },
  mape: { lowerIsBetter: true, label: "MAPE", meaning: "Mean absolute error as a share of the truth" },
  rmsle: { lowerIsBetter: true, label: "RMSLE", meaning: "Typical error of log(1 + value): relative error" },
  auc: {
    lowerIsBetter: false,
    label: "ROC AUC",
    meaning: "Chance that a positive row is ranked above a negative one; 0.5 is guessing",
  },
  logLoss: { lowerIsBetter: true, label: "Log loss", meaning: "Surprise at the true class in nats; 0 is perfect" },
  accuracy: { lowerIsBetter: false, label: "Accuracy", meaning: "Share of rows whose class is right" },
  precision: { lowerIsBetter: false, label: "Precision", meaning: "Share of predicted positives that are positive" },
  recall: { lowerIsBetter: false, label: "Recall", meaning: "Share of positives that are found" },
  f1: { lowerIsBetter: false, label: "F1", meaning: "Harmonic mean of precision and recall" },
  averagePrecision: {
    lowerIsBetter: false,
    label: "Average precision",
    meaning: "Precision averaged over all recalls; the share of positives is guessing",
  },
  brier: { lowerIsBetter: true, label: "Brier score", meaning: "Mean squared error of the probability" },
  macroF1: { lowerIsBetter: false, label: "Macro F1", meaning: "F1 averaged over classes, each counting the same" },
  weightedF1: { lowerIsBetter: false, label: "Weighted F1", meaning: "F1 averaged over classes by their rows" },
  aucOvr: {
    lowerIsBetter: false,
    label: "ROC AUC (one vs. rest)",
    meaning: "ROC AUC of each class against the others, averaged",
  },
}
