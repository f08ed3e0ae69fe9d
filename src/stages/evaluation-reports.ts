import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { version, writeFileAtomic, writeFolderAtomic } from "../base/index.ts"
import { type Evaluation, plotFiles } from "../evaluate/index.ts"
import type { Model } from "../model/index.ts"
import { type About, evaluationPage, modelCard } from "../report/index.ts"
import type { StageContext } from "./context.ts"
import { projectPaths } from "./paths.ts"
import type { Split } from "./split.ts"
import type { TrainingRecord } from "./training-record.ts"

/** Everything people read of an evaluation: page, card, plots and numbers, each file whole. */
export async function writeReports(root: string, evaluation: Evaluation, about: About): Promise<void> {
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

/** What is known of the model besides its scores. */
export function aboutOf(
  { name, settings }: StageContext,
  made: { readonly model: Model; readonly training: TrainingRecord; readonly split: Split },
): About {
  const { model, training, split } = made
  const how = {
    random: "at random",
    stratified: "at random within each class",
    time: "the latest ones",
    group: "whole groups",
    column: `by column ${settings.split.column}`,
  }
  return {
    model: name,
    target: model.target,
    data: {
      files: settings.data.files,
      trainRows: split.train.length,
      testRows: split.test.length,
      split: how[split.method],
      ...(training.refit === undefined ? {} : { refitRows: training.refit.rows }),
    },
    preparation: {
      inputs: model.encoder.inputs.length,
      features: model.encoder.features.length,
      dropped: model.encoder.dropped,
    },
    training: {
      winner: training.best,
      ...(training.warmStart === undefined ? {} : { from: training.warmStart }),
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
