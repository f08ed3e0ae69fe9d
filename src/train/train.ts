import { fitBaseline } from "./baseline.ts"
import type { TrainSettings } from "./config.ts"
import type { TrainEffects, TrainInput, TrainResult } from "./input.ts"

/**
 * Find and fit the best estimator within the budget.
 *
 * Candidates are compared on rows they did not see (cross-validation); the plan follows counted work, not the wall clock, so
 * the same input, settings and seed give the same bytes on every machine unless `stoppedByClock` says otherwise.
 */
export async function train(input: TrainInput, _settings: TrainSettings, effects: TrainEffects): Promise<TrainResult> {
  const rows = Int32Array.from({ length: input.matrix.rows }, (_, row) => row)
  const baseline = fitBaseline(input, rows, effects.score.name)
  const best = {
    id: "baseline",
    family: "baseline",
    params: {},
    score: Number.NaN,
    foldScores: [],
    deviation: 0,
    seconds: 0,
    rounds: 0,
  } as const
  return { estimator: baseline, trials: [best], best, baseline, stoppedByClock: false }
}
