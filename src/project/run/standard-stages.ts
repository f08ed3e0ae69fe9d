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
import { startFinder } from "./find-start.ts"

/** What a stage said when it was done. */
export type StageNote = StageReport

/**
 * The standard stages by their command in `dvc.yaml`, to run inside this process; what each said is put into `notes`.
 *
 * @param home the project that keeps the records, where this one is a trial of it
 */
export function standardCommands(
  project: Project,
  notes: Map<string, StageNote>,
  { home, ask }: { readonly home?: Project | undefined; readonly ask?: StageEffects["ask"] | undefined } = {},
): ReadonlyMap<string, StageCommand> {
  const given = { findModel: startFinder(project, home), ...(ask === undefined ? {} : { ask }) }
  return new Map(
    Object.entries(stages).map(([name, stage]) => [
      stepCommand(name),
      async ({ stage: { name: as }, progress, signal }) => {
        notes.set(as, await stage(contextOf(project, { progress, signal, ...given })))
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
  return stage(contextOf(project, { ...effects, findModel: startFinder(project) }))
}

export function contextOf(project: Project, effects: Omit<StageEffects, "clock" | "variables">): StageContext {
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
