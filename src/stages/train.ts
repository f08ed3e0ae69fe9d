import { formatDuration, formatNumber, seededRandom } from "../base/index.ts"
import { scoreFor } from "../evaluate/index.ts"
import { type TrainResult, train } from "../train/index.ts"
import type { StageContext, StageReport } from "./context.ts"
import { readPreparedData, readWholeData } from "./features-folder.ts"
import { startFitThread } from "./fit-thread.ts"
import { checkHeldOut } from "./held-out.ts"
import { saveTrained, type WholeFit } from "./save-trained.ts"
import { openSearchJournal } from "./search-journal.ts"
import { readSchemaFile } from "./table-rows.ts"
import { trainInputOf } from "./train-input.ts"
import { startNotes, writeTraining } from "./training-record.ts"

/** `data/features/` -> `model/`, with the search's leaderboard in `reports/training.json`. */
export async function trainStage(context: StageContext): Promise<StageReport> {
  const { root, settings, effects } = context
  const data = await readPreparedData(root)
  const score = scoreFor(settings.evaluate.primary, settings.task)
  const schema = await readSchemaFile(root)
  await checkHeldOut(root, data, { schema, score, settings })
  const started = effects.clock.elapsed()
  const { input, notes: directed } = trainInputOf(data, settings)
  const journal = await openSearchJournal(context, input)
  const startThread = startFitThread(settings)
  const result = await train(input, settings.train, {
    ...effects,
    score,
    journal,
    startThread,
    random: seededRandom(settings.train.seed),
  })
  const whole = await fitWhole(context, result, startThread)
  const saved = await saveTrained(context, { data, schema, result, ...(whole && { whole }) })
  await writeTraining(root, result, { metric: score.name, refitRows: whole?.data.matrix.rows, data })
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
      ...startNotes(data, result),
      ...directed,
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
async function fitWhole(
  context: StageContext,
  result: TrainResult,
  startThread: ReturnType<typeof startFitThread>,
): Promise<WholeFit | undefined> {
  const { root, settings, effects } = context
  const data = await readWholeData(root)
  if (data === undefined) return undefined
  const random = seededRandom(settings.train.seed)
  return {
    data,
    estimator: await result.refit(trainInputOf(data, settings).input, { ...effects, random, startThread }),
  }
}
