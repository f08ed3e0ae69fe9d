import { formatNumber } from "../../base/index.ts"
import { withCalibration } from "../calibrate/with-calibration.ts"
import type { TrainResult, Trial } from "../input.ts"
import { withFeatureMeans } from "../linear/feature-means.ts"
import { isBetter } from "./blend.ts"
import { chooseWinner } from "./choose.ts"
import type { Session } from "./session.ts"
import { baselineTrial, outOfFoldOf } from "./trial-scores.ts"
import { runTrials } from "./trials.ts"

export type Found = Omit<TrainResult, "notes">

/** Try candidates, choose among them and fit the choice on all rows. */
export async function search(session: Session, baseline: TrainResult["baseline"]): Promise<Found> {
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
