import { join } from "node:path"
import { canonicalJson, formatNumber, readText, writeFileAtomic } from "../base/index.ts"
import type { TrainResult } from "../train/index.ts"
import { outputMissing } from "./errors.ts"
import type { PreparedData } from "./features-folder.ts"
import { projectPaths } from "./paths.ts"
import { goneOnFrom, type PreparedStart } from "./warm-start.ts"

/** What `reports/training.json` holds; no times in it, so that the same inputs give the same bytes. */
export interface TrainingRecord {
  readonly metric: string
  readonly baseline: TrainResult["baseline"]
  readonly best: string
  readonly stoppedByClock: boolean
  /** What a person chose after the first round: the same can be given as `mlwright run --answers`. */
  readonly answer?: TrainResult["answer"]
  /** How probabilities are corrected, and the log loss out of fold; absent when they are not. */
  readonly calibration?: Omit<NonNullable<TrainResult["calibration"]>, "map">
  /** What training went on from, and the boosting rounds that were added; absent when it started anew. */
  readonly warmStart?: { readonly model: string; readonly sha256: string; readonly rounds: number }
  /** The model that ships was fitted once more after the scores, on so many rows; absent when it was not. */
  readonly refit?: { readonly rows: number }
  readonly trials: readonly Omit<TrainResult["trials"][number], "seconds" | "predictMicroseconds">[]
}

/** @throws stages.output-missing */
export async function readTraining(root: string): Promise<TrainingRecord> {
  try {
    return JSON.parse(await readText(join(root, projectPaths.training))) as TrainingRecord
  } catch (error) {
    throw outputMissing(projectPaths.training, "train", error)
  }
}

/** @param asked.refitRows rows of the fit that ships; absent when it is the one that was judged */
export async function writeTraining(
  root: string,
  result: TrainResult,
  asked: {
    readonly metric: string
    readonly refitRows: number | undefined
    readonly data: PreparedData
  },
): Promise<void> {
  const { baseline, best, stoppedByClock, answer, calibration } = result
  const start = goneOnFrom(asked.data, result)
  const record: TrainingRecord = {
    metric: asked.metric,
    baseline,
    best: best.id,
    stoppedByClock,
    ...(answer === undefined ? {} : { answer }),
    ...(calibration === undefined ? {} : { calibration: calibrationOf(calibration) }),
    ...(start === undefined
      ? {}
      : { warmStart: { model: start.ref, sha256: start.sha256, rounds: result.best.rounds } }),
    trials: result.trials.map(({ seconds: _, predictMicroseconds: __, ...trial }) => trial),
    ...(asked.refitRows === undefined ? {} : { refit: { rows: asked.refitRows } }),
  }
  const ordered: unknown = JSON.parse(canonicalJson(record))
  await writeFileAtomic(join(root, projectPaths.training), `${JSON.stringify(ordered, null, 2)}\n`)
}

function calibrationOf({ method, before, after }: NonNullable<TrainResult["calibration"]>) {
  return { method, before, after }
}

/** What training went on from, and what that means for its scores. */
export function startNotes(
  data: Pick<PreparedData, "start" | "split">,
  result: Pick<TrainResult, "best">,
): readonly string[] {
  if (data.start === undefined) return []
  const { ref } = data.start
  const start = goneOnFrom(data, result)
  if (start === undefined)
    return [`nothing of ${ref} is kept, but the baseline: more trees are no better than it, or the rows allow no folds`]
  const { rounds } = result.best
  const added = `${formatNumber(rounds)} boosting ${rounds === 1 ? "round was" : "rounds were"} added to ${ref}`
  return [added, scoresNote(start, data.split)]
}

function scoresNote({ knowsRows }: PreparedStart, { method }: PreparedData["split"]): string {
  if (knowsRows)
    return "it has learnt from just these rows, so that scores in cross-validation are too good; those of the rows held out are not"
  const held = method === "time" || method === "column" ? "" : ", those of the rows held out too,"
  return `scores in cross-validation${held} and the number of rounds hold for rows that it has not learnt from`
}
