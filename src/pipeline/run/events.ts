import type { Clock, Json, Progress } from "../../base/index.ts"
import type { Selection } from "../graph/select-stages.ts"
import type { Pipeline, Stage } from "../load/stage.ts"
import type { Executor } from "./executor.ts"

/** A stage that runs inside this process instead of in a shell. It writes its outputs whole: new file or folder, then rename. */
export type StageCommand = (context: StageContext) => Promise<void>

export interface StageContext {
  readonly stage: Stage
  /** Absolute. */
  readonly root: string
  /** Aborted on Ctrl-C and when the run is given up. */
  readonly signal: AbortSignal
  readonly progress: Progress
}

export interface RunRequest extends Selection {
  readonly pipeline: Pipeline
  /** Run the stages even if nothing changed. */
  readonly force?: boolean
  /** Stages at work at one time, those that do not stand on one another; 1 when left out. */
  readonly jobs?: number
  /** After a failure go on with the stages that do not stand on it. */
  readonly keepGoing?: boolean
  /** After a failure go on with all other stages, also those that stand on it, and take the run for done. */
  readonly ignoreErrors?: boolean
  /** Run what stands on a stage that ran, although its result may be what it was. */
  readonly forceDownstream?: boolean
  /** Ask before each stage that would run; DVC's `core.interactive` wants it too. */
  readonly interactive?: boolean
  /** False to leave outputs and data out of the cache; the lock and the `.dvc` files say what they are all the same. */
  readonly commit?: boolean
  /** Data that is not here counts as unchanged when its `.dvc` file or the lock still says the same. */
  readonly allowMissing?: boolean
  /** Bring data and remembered runs that are not here from the remote. */
  readonly pull?: boolean
  /** False to run a stage although the same run is remembered. */
  readonly runCache?: boolean
}

/** The world a run needs besides the disk. */
export interface RunEffects {
  readonly clock: Clock
  /** Variables of shell commands; `DVC_ROOT` and `DVC_STAGE` are added. `SHELL` chooses the shell. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly onEvent?: (event: StageEvent) => void
  readonly signal?: AbortSignal
  /** Asks a person whether a stage is to run; no ends the run. Absent when nobody is there to be asked. */
  readonly confirm?: ((stage: string) => Promise<boolean>) | undefined
  /** Called when another command of dvc or mlwright is waited for; with its process, 0 when it is not known. */
  readonly onWait?: (pid: number) => void
  /** Places besides this machine where a stage may run, by the name that its `meta.executor` has. */
  readonly executors?: ReadonlyMap<string, Executor>
  /**
   * A value that stands in for the one in a params file, such as a setting given for one call.
   *
   * @param file as written in `dvc.yaml`
   * @param key dotted
   * @returns undefined to take the file's own
   */
  readonly paramsOf?: (file: string, key: string) => Json | undefined
}

export interface StageReport {
  readonly name: string
  readonly status: "ran" | "cached" | "failed"
  readonly seconds: number
  /** Why it failed, where the run went on as if it had not. */
  readonly message?: string
}

export interface RunReport {
  /** In the order they ran. */
  readonly stages: readonly StageReport[]
}

/** What a run says while it goes on. */
export type StageEvent =
  | { readonly kind: "started"; readonly stage: string; readonly reasons: readonly ChangeReason[] }
  | {
      readonly kind: "progress"
      readonly stage: string
      readonly text: string
      readonly share?: number
      readonly keep?: true
    }
  | { readonly kind: "output"; readonly stage: string; readonly stream: "stdout" | "stderr"; readonly text: string }
  | { readonly kind: "source"; readonly pointer: string }
  | { readonly kind: "cached"; readonly stage: string; readonly restored: readonly string[]; readonly seconds: number }
  | { readonly kind: "ran"; readonly stage: string; readonly seconds: number }
  | { readonly kind: "failed"; readonly stage: string; readonly seconds: number; readonly error: unknown }

/** Why a stage is not up to date. */
export interface ChangeReason {
  readonly what: "command" | "dep" | "param" | "out" | "always" | "forced" | "never-ran" | "upstream"
  /** Path, `file:key` of a param or the file of params alone, or a stage whose result may change; empty for the stage as a whole. */
  readonly name: string
  readonly state: "modified" | "new" | "deleted" | ""
}
