import { join } from "node:path"
import { canonicalJson, formatDuration, formatNumber, seededRandom, writeFileAtomic } from "../base/index.ts"
import { type Score, scoreFor } from "../evaluate/index.ts"
import { type TrainInput, type TrainResult, train } from "../train/index.ts"
import type { StageContext, StageReport } from "./context.ts"
import { type PreparedData, readPreparedData, readWholeData } from "./features-folder.ts"
import { checkHeldOut } from "./held-out.ts"
import { type Directed, directFeatures } from "./monotone.ts"
import { projectPaths } from "./paths.ts"
import { saveTrained, type WholeFit } from "./save-trained.ts"
import { openSearchJournal } from "./search-journal.ts"
import { readSchemaFile } from "./table-rows.ts"
import type { TrainingRecord } from "./training-record.ts"

/** `data/features/` -> `model/`, with the search's leaderboard in `reports/training.json`. */
export async function trainStage(context: StageContext): Promise<StageReport> {
  const { root, settings, effects } = context
  const data = await readPreparedData(root)
  const score = scoreFor(settings.evaluate.primary, settings.task)
  const schema = await readSchemaFile(root)
  await checkHeldOut(root, data, { schema, score, settings })
  const started = effects.clock.elapsed()
  const directed = directFeatures(data, settings.train.monotone)
  const input = inputOf(data, directed, context)
  const journal = await openSearchJournal(context, input)
  const result = await train(input, settings.train, {
    ...effects,
    score,
    journal,
    random: seededRandom(settings.train.seed),
  })
  const whole = await fitWhole(context, result)
  const saved = await saveTrained(context, { data, schema, result, ...(whole && { whole }) })
  const record = recordOf(result, score, whole)
  await writeFileAtomic(join(root, projectPaths.training), `${JSON.stringify(record, null, 2)}\n`)
  await journal.end()
  return {
    summary: `${result.best.id} ${score.name} ${formatNumber(result.best.score)} in cross-validation, ${result.trials.length} ${result.trials.length === 1 ? "candidate" : "candidates"}`,
    notes: [
      ...(journal.takenOver() === 0
        ? []
        : [`${formatNumber(journal.takenOver())} fits were taken over from a search that had been interrupted`]),
      ...(result.stoppedByClock
        ? [
            `the clock ended the search after ${formatDuration(effects.clock.elapsed() - started)}, so another machine may choose another model; raise train.budgetSeconds`,
          ]
        : []),
      ...directed.notes,
      ...result.notes,
      ...(whole === undefined
        ? []
        : [
            `the model that ships was fitted once more, on all ${formatNumber(whole.data.matrix.rows)} rows; scores are of the one that has not seen those held out (split.refit)`,
          ]),
      ...saved.notes,
    ],
    trials: result.trials,
  }
}

/** The choice fitted on all rows, those held out included; undefined where they stay unseen. */
async function fitWhole(context: StageContext, result: TrainResult): Promise<WholeFit | undefined> {
  const { root, settings, effects } = context
  const data = await readWholeData(root)
  if (data === undefined) return undefined
  const directed = directFeatures(data, settings.train.monotone)
  const random = seededRandom(settings.train.seed)
  return { data, estimator: await result.refit(inputOf(data, directed, context), { ...effects, random }) }
}

function calibrationOf({ method, before, after }: NonNullable<TrainResult["calibration"]>) {
  return { method, before, after }
}

function inputOf(data: PreparedData, { matrix, directions }: Directed, { settings }: StageContext): TrainInput {
  return {
    matrix,
    ...(directions === undefined ? {} : { directions }),
    target: data.target,
    task: settings.task,
    classes: data.classes.length,
    labels: data.classes,
    ...(data.groups === undefined ? {} : { groups: data.groups }),
    ...(data.time === undefined ? {} : { time: data.time }),
    ...(data.weights === undefined ? {} : { weights: data.weights }),
  }
}

function recordOf(result: TrainResult, score: Score, whole: WholeFit | undefined): TrainingRecord {
  const trials = result.trials.map(({ seconds: _, predictMicroseconds: __, ...trial }) => trial)
  return JSON.parse(
    canonicalJson({
      metric: score.name,
      baseline: result.baseline,
      best: result.best.id,
      stoppedByClock: result.stoppedByClock,
      ...(result.answer === undefined ? {} : { answer: result.answer }),
      ...(result.calibration === undefined ? {} : { calibration: calibrationOf(result.calibration) }),
      trials,
      ...(whole === undefined ? {} : { refit: { rows: whole.data.matrix.rows } }),
    }),
  ) as TrainingRecord
}
