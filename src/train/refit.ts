import type { Estimator } from "../model/index.ts"
import { asAsked } from "./asked.ts"
import { fitBaseline } from "./baseline.ts"
import type { TrainSettings } from "./config.ts"
import type { Folds } from "./folds.ts"
import type { RefitEffects, Score, TrainInput, TrainResult } from "./input.ts"
import { withFeatureMeans } from "./linear/feature-means.ts"
import { checkMemory, withMemoryErrors } from "./memory.ts"
import { type Chosen, fitMembers } from "./search/fit-members.ts"
import { closeSession, newSession } from "./search/session.ts"
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
      : await fitted(input, { chosen: withRounds(chosen, times), settings }, effects)
  const map = calibration?.map ?? keptCalibration(input)
  return map === undefined ? inner : { kind: "calibrated", map, inner }
}

async function fitted(
  input: TrainInput,
  { chosen, settings }: Required<Pick<Settled, "chosen" | "settings">>,
  effects: RefitEffects & { readonly score: Score },
): Promise<Estimator> {
  const session = newSession({ input, settings, effects, folds: noFolds })
  checkMemory({ input, folds: noFolds, outputs: session.outputs, candidates: 0 }, settings)
  try {
    return withFeatureMeans(await withMemoryErrors(input, () => fitMembers(session, chosen)), input.matrix)
  } finally {
    closeSession(session)
  }
}

function baselineOf(input: TrainInput, { name }: Score): Estimator {
  return fitBaseline(input, Int32Array.from(input.target.keys()), name)
}

/** Nothing is scored. */
const noFolds: Folds = { kind: "random", folds: [], scored: new Int32Array(0), trainShare: 1 }
