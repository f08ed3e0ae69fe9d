import { join } from "node:path"
import { clearOfDead } from "../../base/index.ts"
import { acquireProjectLock } from "../../pipeline/index.ts"
import { projectPaths, type StageEffects } from "../../stages/index.ts"
import type { Lock } from "../../store/index.ts"
import { shellEnvironment } from "../environment.ts"
import type { Project } from "../project.ts"
import type { RunEvent } from "./events.ts"

export type AskTraining = NonNullable<StageEffects["ask"]>
export type TrainQuestion = Parameters<AskTraining>[0]
export type TrainAnswer = Awaited<ReturnType<AskTraining>>

export interface RunEffects {
  readonly signal?: AbortSignal
  readonly onEvent?: (event: RunEvent) => void
  /** Absent when nobody is there to be asked. */
  readonly ask?: AskTraining | undefined
  /** Whether a stage is to run; absent as well when nobody is there. */
  readonly confirm?: ((stage: string) => Promise<boolean>) | undefined
}

/** What a run is a trial of. The caller holds the lock of the folder it is in. */
export interface Trial {
  readonly name: string
  /** The commit it varies. */
  readonly baseline: string
  /** The project that keeps the records, when the trial has a folder of its own. */
  readonly home?: Project
}

/**
 * Make sure that no other run changes the folder.
 *
 * @throws pipeline.project-busy
 */
export function lockPipeline(root: string, { onEvent }: Pick<RunEffects, "onEvent">): Promise<Lock> {
  return acquireProjectLock(root, "mlwright run", {
    onWait: ({ pid, about }) => {
      const who = pid === 0 ? about : `process ${pid} (${about})`
      onEvent?.({ kind: "waiting", stage: "", text: `for ${who} to end` })
    },
  })
}

/** The environment of stages' commands; of a trial's as DVC has it. */
export function variablesOf(trial: Trial | undefined): Readonly<Record<string, string | undefined>> {
  const own = shellEnvironment()
  return trial === undefined ? own : { ...own, DVC_EXP_NAME: trial.name, DVC_EXP_BASELINE_REV: trial.baseline }
}

/** Tells who is waited for: another run, or any command of dvc. */
export function tellWait({ onEvent }: Pick<RunEffects, "onEvent">): (pid: number) => void {
  return (pid) => {
    const who = pid === 0 ? "another command" : `process ${pid}`
    onEvent?.({ kind: "waiting", stage: "", text: `for ${who} of dvc or mlwright to end` })
  }
}

/**
 * Clear what killed runs left in the project's folder of temporary files.
 *
 * @throws base.folder-read-only
 */
export function sweepTemporary(root: string): Promise<void> {
  return clearOfDead(join(root, projectPaths.temporary))
}
