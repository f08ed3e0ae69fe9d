import type { Estimator } from "../model/index.ts"
import { asAsked } from "./asked.ts"
import { fitBaseline } from "./baseline.ts"
import type { TrainSettings } from "./config.ts"
import type { RefitEffects, Score, TrainInput, TrainResult } from "./input.ts"
import { fitChosen } from "./search/fit-chosen.ts"
import type { Chosen } from "./search/fit-members.ts"
import { withRounds } from "./search/with-rounds.ts"
import { keptCalibration } from "./warm-start.ts"

/** What a search has settled. */
export interface Settled extends Pick<TrainResult, "calibration"> {
  /** Absent when the baseline won. */
  readonly chosen?: Chosen
  readonly settings: TrainSettings
  /** Rows the choice was made on. */
  readonly rows: number
}

/**
 * Fit what a search chose on other rows, with the parameters, weights and calibration it chose; nothing is compared.
 *
 * @throws train.target-too-large, train.memory-needed, train.memory-exhausted
 */
export async function refitOn(
  given: TrainInput,
  { chosen, calibration, settings, rows }: Settled,
  effects: RefitEffects & { readonly score: Score },
): Promise<Estimator> {
  const { input } = asAsked(given, settings, effects.score.name)
  const times = input.matrix.rows / rows
  const inner =
    chosen === undefined
      ? baselineOf(given, effects.score)
      : await fitChosen(input, { chosen: withRounds(chosen, times), settings }, effects)
  const map = calibration?.map ?? keptCalibration(input)
  return map === undefined ? inner : { kind: "calibrated", map, inner }
}

function baselineOf(input: TrainInput, { name }: Score): Estimator {
  return fitBaseline(input, Int32Array.from(input.target.keys()), name)
}
