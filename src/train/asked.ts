import type { TrainSettings } from "./config.ts"
import type { TrainInput } from "./input.ts"
import { lossSought } from "./loss.ts"
import { classWeightsSought, timesClasses } from "./weights.ts"

/**
 * The input with what the settings want of it: the loss, and weights that count classes.
 *
 * @throws train.loss-not-for-task, train.target-negative, train.class-weight-not-for-task, train.weight-class-unknown
 */
export function asAsked(given: TrainInput, settings: TrainSettings, metric: string): TrainInput {
  const loss = lossSought(given, settings, metric)
  const classes = classWeightsSought(given, settings.classWeight)
  return {
    ...given,
    ...(loss === undefined ? {} : { loss }),
    ...(classes === undefined ? {} : { weights: timesClasses(given, classes) }),
  }
}
