import { join } from "node:path"
import { formatNumber } from "../base/index.ts"
import type { Evaluation } from "../evaluate/index.ts"
import type { StageContext, StageReport } from "./context.ts"
import { evaluateModel } from "./evaluate-model.ts"
import { aboutOf, writeReports } from "./evaluation-reports.ts"
import { readPreparedData } from "./features-folder.ts"
import { loadJudged, readHeldOut } from "./held-out.ts"
import { projectPaths } from "./paths.ts"
import { readTraining } from "./training-record.ts"

export interface EvaluateReport extends StageReport {
  readonly evaluation: Evaluation
}

/** The model of `model/` that has not seen them + the rows held out -> `reports/`: numbers with intervals, plots, a page and the model card. */
export async function evaluateStage(context: StageContext): Promise<EvaluateReport> {
  const { root, settings, effects } = context
  const model = await loadJudged(join(root, projectPaths.model))
  const prepared = await readPreparedData(root)
  const rows = await readHeldOut(root, model, prepared.split.test)
  const training = await readTraining(root)
  effects.progress({ text: `scoring ${formatNumber(rows.count)} rows no candidate has seen` })
  const evaluation = evaluateModel(model, rows, {
    settings: settings.evaluate,
    baseline: training.baseline,
    seed: settings.split.seed,
  })
  await writeReports(root, evaluation, aboutOf(context, { model, training, split: prepared.split }))
  const { name, value, interval } = evaluation.primary
  return {
    summary: `${name} ${formatNumber(value)} (${formatNumber(interval[0])} to ${formatNumber(interval[1])}) on ${formatNumber(rows.count)} held-out rows`,
    notes: [],
    evaluation,
  }
}
