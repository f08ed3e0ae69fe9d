import type { TrainInput } from "../train/index.ts"
import type { StageSettings } from "./context.ts"
import type { PreparedData } from "./features-folder.ts"
import { directFeatures } from "./monotone.ts"
import { warmStartOf } from "./warm-start.ts"

/**
 * Prepared features as training takes them.
 *
 * @returns with what a person should know of train.monotone
 * @throws stages.monotone-column-unknown, stages.monotone-not-a-number, stages.warm-start-unprepared
 */
export function trainInputOf(
  data: PreparedData,
  settings: StageSettings,
): { readonly input: TrainInput; readonly notes: readonly string[] } {
  const { matrix, directions, notes } = directFeatures(data, settings.train.monotone)
  const start = warmStartOf(data, settings)
  const input = {
    matrix,
    ...(directions === undefined ? {} : { directions }),
    target: data.target,
    ...(start === undefined ? {} : { start }),
    task: settings.task,
    classes: data.classes.length,
    labels: data.classes,
    ...(data.groups === undefined ? {} : { groups: data.groups }),
    ...(data.time === undefined ? {} : { time: data.time }),
    ...(data.weights === undefined ? {} : { weights: data.weights }),
  }
  return { input, notes }
}
