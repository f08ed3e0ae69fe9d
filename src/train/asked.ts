import { nearest } from "../base/index.ts"
import type { TrainSettings } from "./config.ts"
import {
  calibrationNotForTask,
  ensembleUnknown,
  largestTarget,
  monotoneNotForTask,
  nothingToTry,
  smallestSpread,
  targetTooLarge,
  targetTooSmall,
  tuneUnknown,
} from "./errors.ts"
import type { TrainInput } from "./input.ts"
import { lossSought } from "./loss.ts"
import { leftOut, wantedFamilies } from "./search/portfolio.ts"
import { checkWarmStart } from "./warm-start.ts"
import { classWeightsSought, timesClasses } from "./weights.ts"

/**
 * The input with what the settings want of it, the loss and weights that count classes; and what cannot serve it, in words.
 *
 * @throws train.calibration-not-for-task, train.target-too-large, train.target-too-small, train.loss-not-for-task, train.target-negative, train.class-weight-not-for-task, train.weight-class-unknown,
 * train.warm-start-without-trees, train.warm-start-loss, train.warm-start-rounds-open, train.class-weights-leave-one, train.monotone-not-for-task, train.nothing-to-try, train.tune-unknown, train.ensemble-unknown
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
  if (input.start !== undefined) checkWarmStart(input.start, input, settings)
  const notes = leftOut(input, settings)
  const families = wantedFamilies(input, settings).map(({ name }) => name)
  if (families.length === 0) throw nothingToTry(input.start === undefined ? notes : [...notes, boostingOnly])
  if (settings.mode === "ask") checkAnswers(settings, families)
  return { input, notes }
}

/** What no first round can have is refused before it: half of the time is much to wait for a slip of the finger. */
function checkAnswers({ tune = {}, ensemble }: TrainSettings, families: readonly string[]): void {
  const isKnown = (name: string): boolean => families.includes(name.replace(/-\d+$/, ""))
  const tuned = Object.keys(tune).find((name) => !isKnown(name))
  if (tuned !== undefined) throw tuneUnknown(tuned, families, nearest(tuned, families))
  const together = Array.isArray(ensemble) ? ensemble.find((name) => !isKnown(name)) : undefined
  if (together !== undefined) throw ensembleUnknown(together, families, nearest(together, families))
}

function spreadOf(target: Float64Array): number {
  const mean = target.reduce((sum, value) => sum + value / target.length, 0)
  return target.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0)
}

const boostingOnly = "train.warmStart goes on boosting"

interface Asked {
  readonly input: TrainInput
  readonly notes: readonly string[]
}
