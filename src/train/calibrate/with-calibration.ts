import type { TrainSettings } from "../config.ts"
import type { TrainEffects, TrainInput, TrainResult } from "../input.ts"
import { calibrate, calibrated } from "./calibrate.ts"

/** The estimator of a search with its probabilities corrected, where that is better. */
export function withCalibration<R extends Pick<TrainResult, "estimator" | "outOfFold" | "calibration">>(
  { input, settings, effects }: CalibrationGround,
  result: R,
): R {
  const { estimator: inner, outOfFold } = result
  // it counts every row once, and would take back what weights ask for
  if (outOfFold === undefined || (input.weights !== undefined && settings.calibrate === "auto")) return result
  const setting = settings.calibrate
  const calibration = calibrate(input, { outOfFold, setting }, effects.random.fork("calibration"))
  if (calibration === undefined) return result
  const { map } = calibration
  const answers = calibrated(map, outOfFold.answers)
  return { ...result, calibration, estimator: { kind: "calibrated", map, inner }, outOfFold: { ...outOfFold, answers } }
}

interface CalibrationGround {
  readonly input: TrainInput
  readonly settings: TrainSettings
  readonly effects: TrainEffects
}
