import { formatNumber } from "../../base/index.ts"
import { withCalibration } from "../calibrate/with-calibration.ts"
import type { TrainResult, Trial } from "../input.ts"
import { withFeatureMeans } from "../linear/feature-means.ts"
import { keptCalibration } from "../warm-start.ts"
import { isBetter } from "./blend.ts"
import { chooseWinner } from "./choose.ts"
import type { Chosen } from "./fit-members.ts"
import type { Session } from "./session.ts"
import { baselineTrial, outOfFoldOf } from "./trial-scores.ts"
import { runTrials } from "./trials.ts"

export interface Found extends Omit<TrainResult, "notes" | "refit"> {
  /** Absent when the baseline wins. */
  readonly chosen?: Chosen
}

/** Try candidates, choose among them and fit the choice on all rows. */
export async function search(session: Session, baseline: TrainResult["baseline"]): Promise<Found> {
  const { score, progress } = session.effects
  const floor = baselineTrial(session)
  let best: Trial = floor
  progress({ text: `${"baseline".padEnd(14)} ${score.name} ${formatNumber(floor.score)}`, share: 0, keep: true })
  const searched = await runTrials(session, (trial) => {
    if (isBetter(score, trial.score, best.score)) best = trial
    const seconds = `${trial.seconds.toFixed(1)} s`.padStart(7)
    const text = `${trial.id.padEnd(14)} ${score.name} ${formatNumber(trial.score).padEnd(10)} ${seconds}`
    progress({ text: best.id === trial.id ? `${text}  best so far` : text, keep: true })
  })
  const winner = await chooseWinner(session, searched, floor)
  const trials = [floor, ...searched.tried.map(({ trial }) => trial), ...(winner.blended ? [winner.trial] : [])]
  trials.sort((a, b) => (isBetter(score, a.score, b.score) ? -1 : isBetter(score, b.score, a.score) ? 1 : 0))
  const { stoppedByClock } = session.watch
  const answered = searched.answer === undefined ? {} : { answer: searched.answer }
  const estimator = withFeatureMeans(winner.estimator ?? baseline, session.input.matrix)
  const outOfFold = outOfFoldOf(session, winner.outOfFold)
  const chosen = winner.chosen === undefined ? {} : { chosen: winner.chosen }
  const result = { estimator, outOfFold, trials, best: winner.trial, baseline, stoppedByClock, ...answered, ...chosen }
  if (winner.estimator === undefined) return result
  return session.input.start?.knowsRows === true ? asBefore(session, result) : withCalibration(session, result)
}

/** Answers of a model to rows it has learnt from say nothing of how sure it may be. */
function asBefore({ input }: Session, { outOfFold: _, ...found }: Found): Found {
  const map = keptCalibration(input)
  return map === undefined ? found : { ...found, estimator: { kind: "calibrated", map, inner: found.estimator } }
}
