import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { formatNumber, readText, seededRandom, version, writeFileAtomic, writeFolderAtomic } from "../base/index.ts"
import { type Evaluation, evaluate, plotFiles } from "../evaluate/index.ts"
import { loadModel, type Model, predict } from "../model/index.ts"
import { type About, evaluationPage, modelCard } from "../report/index.ts"
import { type Rows, takeRows } from "../schema/index.ts"
import type { StageContext, StageReport } from "./context.ts"
import { outputMissing } from "./errors.ts"
import { readPreparedData } from "./features-folder.ts"
import { projectPaths } from "./paths.ts"
import type { Split } from "./split.ts"
import { readTableRows } from "./table-rows.ts"
import { targetOf } from "./target.ts"
import type { TrainingRecord } from "./train.ts"

export interface EvaluateReport extends StageReport {
  readonly evaluation: Evaluation
}

/** `model/` + the rows held out -> `reports/`: numbers with intervals, plots, a page and the model card. */
export async function evaluateStage(context: StageContext): Promise<EvaluateReport> {
  const { root, settings, effects } = context
  const model = await loadModel(join(root, projectPaths.model))
  const prepared = await readPreparedData(root)
  const rows = takeRows(await readTableRows(root, model.schema), prepared.split.test)
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

/** A model judged on rows with a known target; rows whose target is missing must have been taken out. */
export function evaluateModel(
  model: Model,
  rows: Rows,
  options: {
    readonly settings: StageContext["settings"]["evaluate"]
    readonly baseline?: TrainingRecord["baseline"]
    readonly seed: number
  },
): Evaluation {
  const truth = targetOf(rows, {
    name: model.target.name,
    task: model.task,
    schema: model.schema,
    classes: model.classes,
  }).values
  return evaluate(
    {
      task: model.task,
      classes: model.classes,
      truth,
      predicted: predict(model, rows),
      ...(options.baseline === undefined ? {} : { baseline: predict({ ...model, estimator: options.baseline }, rows) }),
      rows,
      schema: model.schema,
      predictWith: (shuffled) => predict(model, shuffled),
    },
    options.settings,
    seededRandom(options.seed),
  )
}

/** The rows of `data/table.parquet` that were held out of training. */
export async function heldOutRows(root: string, model: Model): Promise<Rows> {
  const { split } = await readPreparedData(root)
  return takeRows(await readTableRows(root, model.schema), split.test)
}

/** @throws stages.output-missing */
export async function readTraining(root: string): Promise<TrainingRecord> {
  try {
    return JSON.parse(await readText(join(root, projectPaths.training))) as TrainingRecord
  } catch (error) {
    throw outputMissing(projectPaths.training, "train", error)
  }
}

async function writeReports(root: string, evaluation: Evaluation, about: About): Promise<void> {
  const values = Object.fromEntries(Object.entries(evaluation.metrics).map(([metric, { value }]) => [metric, value]))
  await writeFolderAtomic(join(root, projectPaths.plots), async (folder) => {
    for (const [file, points] of Object.entries(plotFiles(evaluation)))
      await writeFile(join(folder, file), `${JSON.stringify(points)}\n`)
  })
  await writeFileAtomic(join(root, projectPaths.evaluation), `${JSON.stringify(evaluation)}\n`)
  await writeFileAtomic(join(root, projectPaths.evaluationPage), await evaluationPage(evaluation, about))
  await writeFileAtomic(join(root, projectPaths.card), modelCard(evaluation, about))
  await writeFileAtomic(join(root, projectPaths.metrics), `${JSON.stringify(values, null, 2)}\n`)
}

function aboutOf(
  { name, settings }: StageContext,
  made: { readonly model: Model; readonly training: TrainingRecord; readonly split: Split },
): About {
  const { model, training, split } = made
  const how = {
    random: "at random",
    stratified: "at random within each class",
    time: "the latest ones",
    group: "whole groups",
  }
  return {
    model: name,
    target: model.target,
    data: {
      files: settings.data.files,
      trainRows: split.train.length,
      testRows: split.test.length,
      split: how[split.method],
    },
    preparation: {
      inputs: model.encoder.inputs.length,
      features: model.encoder.features.length,
      dropped: model.encoder.dropped,
    },
    training: {
      winner: training.best,
      candidates: training.trials.map(({ id, score, deviation }) => ({
        name: id,
        score,
        deviation,
        chosen: id === training.best,
      })),
    },
    lineage: [
      ["Seed of the split", String(settings.split.seed)],
      ["Seed of the training", String(settings.train.seed)],
      ["mlwright", version],
    ],
  }
}
