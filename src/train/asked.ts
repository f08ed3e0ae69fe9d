import type { TrainSettings } from "./config.ts"
import { largestTarget, monotoneNotForTask, targetTooLarge } from "./errors.ts"
import type { TrainInput } from "./input.ts"
import { lossSought } from "./loss.ts"
import { leftOut } from "./search/portfolio.ts"
import { classWeightsSought, timesClasses } from "./weights.ts"

/**
 * The input with what the settings want of it, the loss and weights that count classes; and what cannot serve it, in words.
 *
 * @throws train.target-too-large, train.loss-not-for-task, train.target-negative, train.class-weight-not-for-task, train.weight-class-unknown, train.monotone-not-for-task
 */
export function asAsked(given: TrainInput, settings: TrainSettings, metric: string): Asked {
  if (given.task === "regression") {
    const large = given.target.find((value) => !(Math.abs(value) <= largestTarget))
    if (large !== undefined) throw targetTooLarge(large)
  }
  if (given.directions !== undefined && given.task === "multiclass") throw monotoneNotForTask(given.task)
  const loss = lossSought(given, settings, metric)
  const classes = classWeightsSought(given, settings.classWeight)
  const input = {
    ...given,
    ...(loss === undefined ? {} : { loss }),
    ...(classes === undefined ? {} : { weights: timesClasses(given, classes) }),
  }
  return { input, notes: leftOut(input, settings) }
}

interface Asked {
  readonly input: TrainInput
  readonly notes: readonly string[]
}
