import { type Json, nearest, type Progress, systemClock } from "../../base/index.ts"
import type { StageCommand } from "../../pipeline/index.ts"
import {
  evaluateStage,
  featuresStage,
  ingestStage,
  projectPaths,
  type StageContext,
  type StageEffects,
  type StageReport,
  stepCommand,
  trainStage,
  validateStage,
} from "../../stages/index.ts"
import { stepUnknown } from "../errors.ts"
import { valueAt } from "../parse.ts"
import type { Project } from "../project.ts"

/** What a stage said when it was done. */
export type StageNote = StageReport

/** The standard stages by their command in `dvc.yaml`, to run inside this process; what each said is put into `notes`. */
export function standardCommands(
  project: Project,
  notes: Map<string, StageNote>,
  ask?: StageEffects["ask"],
): ReadonlyMap<string, StageCommand> {
  return new Map(
    Object.entries(stages).map(([name, stage]) => [
      stepCommand(name),
      async ({ stage: { name: as }, progress, signal }) => {
        notes.set(as, await stage(contextOf(project, { progress, signal, ...(ask === undefined ? {} : { ask }) })))
      },
    ]),
  )
}

/** The settings a stage depends on as this call has them, `--set` included; other params files are read from the disk. */
export function settingsAsParams(project: Project): (file: string, key: string) => Json | undefined {
  return (file, key) => (file === projectPaths.settings ? (valueAt(project.raw, key) as Json | undefined) : undefined)
}

/**
 * One standard stage by itself, as `dvc repro` calls it: no lock, no cache, no record.
 *
 * @throws project.step-unknown
 */
export async function runStep(
  project: Project,
  name: string,
  effects: { readonly progress: Progress; readonly signal?: AbortSignal },
): Promise<StageNote> {
  const stage = Object.hasOwn(stages, name) ? stages[name as keyof typeof stages] : undefined
  if (stage === undefined) throw stepUnknown(name, Object.keys(stages), nearest(name, Object.keys(stages)))
  return stage(contextOf(project, effects))
}

export function contextOf(project: Project, effects: Pick<StageEffects, "progress" | "signal" | "ask">): StageContext {
  return {
    root: project.root,
    name: project.name,
    settings: project.config,
    effects: { clock: systemClock, variables: project.environment.variables, ...effects },
  }
}

const stages = {
  ingest: ingestStage,
  validate: validateStage,
  features: featuresStage,
  train: trainStage,
  evaluate: evaluateStage,
}
