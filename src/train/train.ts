import { formatNumber } from "../base/index.ts"
import { asAsked } from "./asked.ts"
import { fitBaseline } from "./baseline.ts"
import { withCalibration } from "./calibrate/with-calibration.ts"
import type { TrainSettings } from "./config.ts"
import { type FoldOptions, makeFolds } from "./folds.ts"
import type { TrainEffects, TrainInput, TrainResult, Trial } from "./input.ts"
import { withFeatureMeans } from "./linear/feature-means.ts"
import { isBetter } from "./search/blend.ts"
import { chooseWinner } from "./search/choose.ts"
import { closeSession, newSession, type Session } from "./search/session.ts"
import { baselineTrial, outOfFoldOf } from "./search/trial-scores.ts"
import { runTrials } from "./search/trials.ts"

/**
 * Find and fit the best estimator within the budget.
 *
 * Candidates are compared on rows they did not see (cross-validation); the plan follows counted work, not the wall clock, so
 * the same input, settings and seed give the same bytes on every machine unless `stoppedByClock` says otherwise.
 *
 * @throws train.loss-not-for-task, train.target-negative, train.class-weight-not-for-task, train.weight-class-unknown
 */
export async function train(given: TrainInput, settings: TrainSettings, effects: TrainEffects): Promise<TrainResult> {
  const { score, random } = effects
  const { input, notes } = asAsked(given, settings, score.name)
  const all = Int32Array.from({ length: input.matrix.rows }, (_, row) => row)
  const baseline = fitBaseline(given, all, score.name)
  const folds = makeFolds(input, foldOptions(input, settings), random.fork("folds"))
  if (folds === undefined) return onlyBaseline(baseline)
  const session = newSession({ input, settings, effects, folds })
  try {
    return { ...(await search(session, baseline)), notes }
  } finally {
    closeSession(session)
  }
}

type Found = Omit<TrainResult, "notes">

async function search(session: Session, baseline: TrainResult["baseline"]): Promise<Found> {
  const { score, progress } = session.effects
  const floor = baselineTrial(session)
  let best: Trial = floor
  progress({ text: `baseline: ${score.name} ${formatNumber(floor.score)}`, share: 0 })
  const tried = await runTrials(session, (trial, share) => {
    if (isBetter(score, trial.score, best.score)) best = trial
    const leader = best.id === trial.id ? "best so far" : `best ${formatNumber(best.score)} (${best.id})`
    progress({ text: `${trial.id}: ${score.name} ${formatNumber(trial.score)}, ${leader}`, share })
  })
  const winner = await chooseWinner(session, tried, floor)
  const trials = [floor, ...tried.map(({ trial }) => trial), ...(winner.blended ? [winner.trial] : [])]
  trials.sort((a, b) => (isBetter(score, a.score, b.score) ? -1 : isBetter(score, b.score, a.score) ? 1 : 0))
  const { stoppedByClock } = session.watch
  const estimator = withFeatureMeans(winner.estimator ?? baseline, session.input.matrix)
  const outOfFold = outOfFoldOf(session, winner.outOfFold)
  const result = { estimator, outOfFold, trials, best: winner.trial, baseline, stoppedByClock }
  return winner.estimator === undefined ? result : withCalibration(session, result)
}

function onlyBaseline(baseline: TrainResult["baseline"]): TrainResult {
  const best = {
    id: "baseline",
    family: "baseline",
    params: {},
    score: Number.NaN,
    foldScores: [],
    deviation: 0,
    seconds: 0,
    rounds: 0,
    bytes: 0,
    predictMicroseconds: 0,
  } as const
  return { estimator: baseline, trials: [best], best, baseline, notes: [], stoppedByClock: false }
}

/** Large tables are scored on some of the parts, where one already says enough; small ones on several cuttings. */
function foldOptions({ matrix }: TrainInput, settings: TrainSettings): FoldOptions {
  const cells = matrix.rows * matrix.features.length
  const parts = settings.folds
  const used = cells > manyCells ? 1 : cells > someCells ? Math.min(parts, 3) : parts
  return { parts, used, repeats: matrix.rows < fewRows ? repeatsOfSmall : 1 }
}

const fewRows = 3000
const repeatsOfSmall = 3
const someCells = 2e6
const manyCells = 1.2e7
