import type { TrainSettings } from "./config.ts"
import {
  calibrationNotForTask,
  largestTarget,
  monotoneNotForTask,
  nothingToTry,
  smallestSpread,
  targetTooLarge,
  targetTooSmall,
} from "./errors.ts"
import type { TrainInput } from "./input.ts"
import { lossSought } from "./loss.ts"
import { leftOut, wantedFamilies } from "./search/portfolio.ts"
import { classWeightsSought, timesClasses } from "./weights.ts"

/**
 * The input with what the settings want of it, the loss and weights that count classes; and what cannot serve it, in words.
 *
 * @throws train.calibration-not-for-task, train.target-too-large, train.target-too-small, train.loss-not-for-task, train.target-negative, train.class-weight-not-for-task, train.weight-class-unknown,
 * train.class-weights-leave-one, train.monotone-not-for-task, train.nothing-to-try
 */
export function asAsked(given: TrainInput, settings: TrainSettings, metric: string): Asked {
  if (given.task === "regression") {
    const large = given.target.find((value) => !(Math.abs(value) <= largestTarget))
    if (large !== undefined) throw targetTooLarge(large)
    if (settings.calibrate === "smooth" || settings.calibrate === "isotonic") {
      throw calibrationNotForTask(settings.calibrate, given.task)
    }
    const spread = spreadOf(given.target)
    if (spread > 0 && spread < smallestSpread) throw targetTooSmall(spread)
  }
  if (given.directions !== undefined && given.task === "multiclass") throw monotoneNotForTask(given.task)
  const loss = lossSought(given, settings, metric)
  const classes = classWeightsSought(given, settings.classWeight)
  const input = {
    ...given,
    ...(loss === undefined ? {} : { loss }),
    ...(classes === undefined ? {} : { weights: timesClasses(given, classes) }),
  }
  const notes = leftOut(input, settings)
  if (wantedFamilies(input, settings).length === 0) throw nothingToTry(notes)
  return { input, notes }
}

function spreadOf(target: Float64Array): number {
  const mean = target.reduce((sum, value) => sum + value / target.length, 0)
  return target.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0)
}

interface Asked {
  readonly input: TrainInput
  readonly notes: readonly string[]
}
