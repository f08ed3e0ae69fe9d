import { KnownError, nearest } from "../base/index.ts"

export const metricUnknown = (name: string, task: string, known: readonly string[]): KnownError =>
  new KnownError({
    code: "evaluate.metric-unknown",
    blame: "user",
    message: `Cannot score by "${name}": ${task} has ${known.join(", ")}, not "${name}"`,
    hint: `Set evaluate.primary to ${nearest(name, known) ?? known[0]}`,
    detail: { name, task, known },
  })

export const metricUndefined = (name: string, reason: string): KnownError =>
  new KnownError({
    code: "evaluate.metric-undefined",
    blame: "user",
    message: `Cannot score by "${name}": ${reason}`,
    hint: "Set evaluate.primary to auto, or give rows on which the metric is defined",
    detail: { name, reason },
  })

/** @param setting such as `evaluate.costs` */
export const decisionNotForTask = (setting: string, task: string): KnownError =>
  new KnownError({
    code: "evaluate.decision-not-for-task",
    blame: "user",
    message: `Cannot use the setting "${setting}": it parts two classes, so a binary task is wanted, and the task is ${task}`,
    hint: `Take ${setting} out of mlwright.yaml`,
    detail: { setting, task },
  })

export const noRows = (): KnownError =>
  new KnownError({
    code: "evaluate.no-rows",
    blame: "user",
    message: "Cannot evaluate: at least one row with a known target is wanted, none came",
    hint: "Give a file that holds the target column with values",
  })
