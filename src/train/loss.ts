import type { TrainSettings } from "./config.ts"
import { lossNotForTask, targetNegative } from "./errors.ts"
import type { TrainInput } from "./input.ts"
import { medianOf, quantileOf } from "./median.ts"
import { quantileSought, tweediePowerSought } from "./seek.ts"
import { linkOf, type NumberLoss } from "./trees/objective.ts"

/**
 * The error of numbers that is to be made small: the one of the settings, or the one the metric is made of.
 *
 * @returns undefined when the search may choose
 * @throws train.loss-not-for-task, train.target-negative
 */
export function lossSought(input: TrainInput, settings: LossSettings, metric: string): NumberLoss | undefined {
  if (input.task !== "regression") {
    if (settings.loss !== "auto") throw lossNotForTask(settings.loss, input.task)
    return undefined
  }
  const loss = settings.loss === "auto" ? lossOfMetric(metric) : lossOfSettings(settings.loss, settings, input)
  if (loss !== undefined && linkOf(loss) === "log") {
    for (const value of input.target) if (value < 0) throw targetNegative(loss.kind, value)
  }
  return loss
}

/** Settings the loss is made of. */
export type LossSettings = Pick<TrainSettings, "loss" | "quantile" | "huberDelta" | "tweediePower">

/** The metric that judges by what the loss makes small; `auto` when the task's own does. */
export function metricOfLoss({ loss, quantile, tweediePower }: Omit<LossSettings, "huberDelta">): string {
  switch (loss) {
    case "auto":
    case "squared":
      return "auto"
    case "absolute":
    case "huber":
      return "mae"
    case "quantile":
      return `pinball-${quantile}`
    case "poisson":
      return "poissonDeviance"
    case "tweedie":
      return `tweedieDeviance-${tweediePower}`
  }
}

function lossOfSettings(kind: NumberLoss["kind"], settings: LossSettings, { target }: TrainInput): NumberLoss {
  switch (kind) {
    case "quantile":
      return { kind, share: settings.quantile }
    case "tweedie":
      return { kind, power: settings.tweediePower }
    case "huber":
      return { kind, delta: settings.huberDelta === "auto" ? usualDelta(target) : settings.huberDelta }
    case "squared":
    case "absolute":
    case "poisson":
      return { kind }
  }
}

function lossOfMetric(metric: string): NumberLoss | undefined {
  const share = quantileSought(metric)
  if (share !== undefined) return { kind: "quantile", share }
  const power = tweediePowerSought(metric)
  if (power === undefined) return undefined
  return power === 1 ? { kind: "poisson" } : { kind: "tweedie", power }
}

/** What nine of ten targets are at most away from their median; one of any size when most are equal. */
function usualDelta(target: Float64Array): number {
  const median = medianOf(target.slice())
  const far = quantileOf(
    target.map((value) => Math.abs(value - median)),
    usualShare,
  )
  return far > 0 ? far : 1
}

const usualShare = 0.9
