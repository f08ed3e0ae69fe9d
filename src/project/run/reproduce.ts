import { existsSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { systemClock } from "../../base/index.ts"
import { loadPipeline, planPipeline, runPipeline, type StagePlan } from "../../pipeline/index.ts"
import { projectPaths } from "../../stages/index.ts"
import { openProject, type Project } from "../project.ts"
import { tellOf } from "./events.ts"
import { lockPipeline, type RunEffects, type Trial, tellWait, variablesOf } from "./lock.ts"
import { type RunOptions, requestOf } from "./request.ts"
import type { RunResult } from "./result.ts"
import { runProject } from "./run.ts"
import { settingsAsParams } from "./standard-stages.ts"

/** Where a pipeline is, and what this call changes of its settings. */
export interface PipelinePlace {
  /** In or below the project, or a repository of DVC. */
  readonly folder: string
  readonly overrides: readonly string[]
}

/**
 * Run what changed of a pipeline: of a project as `runProject` does, of a plain DVC repository its `dvc.yaml`.
 *
 * @throws those of `runProject` and of `runPipeline`
 */
export async function reproduce(
  { folder, overrides }: PipelinePlace,
  options: RunOptions,
  effects: RunEffects = {},
): Promise<RunResult> {
  const root = plainRepository(folder)
  if (root === undefined) return runProject(await openFor(options.trial, { folder, overrides }), options, effects)
  const lock = options.trial === undefined ? await lockPipeline(root, effects) : undefined
  try {
    const pipeline = await loadPipeline(root)
    const { stages } = await runPipeline(requestOf(pipeline, options, resolve(folder)), new Map(), {
      clock: systemClock,
      environment: variablesOf(options.trial),
      onEvent: tellOf(new Map(), effects.onEvent),
      onWait: tellWait(effects),
      confirm: effects.confirm,
      ...(effects.signal === undefined ? {} : { signal: effects.signal }),
    })
    return { stages, metrics: {}, leaderboard: [] }
  } finally {
    await lock?.release()
  }
}

/** A trial in a folder of its own bears the name and sees the secrets of the project it is a trial of. */
async function openFor(trial: Trial | undefined, { folder, overrides }: PipelinePlace): Promise<Project> {
  const project = await openProject(folder, overrides)
  const home = trial?.home
  return home === undefined ? project : { ...project, name: home.name, environment: home.environment }
}

/** What `reproduce` would do; nothing runs. */
export async function planRun(
  { folder, overrides }: PipelinePlace,
  options: RunOptions,
): Promise<readonly StagePlan[]> {
  const root = plainRepository(folder)
  const project = root === undefined ? await openProject(folder, overrides) : undefined
  const pipeline = await loadPipeline(project?.root ?? root ?? folder)
  const params = project === undefined ? {} : { paramsOf: settingsAsParams(project) }
  return planPipeline(requestOf(pipeline, options, project?.root ?? resolve(folder)), { clock: systemClock, ...params })
}

/** The nearest repository of DVC, unless it is a project of ours. */
export function plainRepository(folder: string): string | undefined {
  let current = resolve(folder)
  while (!existsSync(join(current, projectPaths.settings))) {
    if (existsSync(join(current, ".dvc", "config"))) return current
    const parent = dirname(current)
    if (parent === current) return undefined
    current = parent
  }
  return undefined
}
