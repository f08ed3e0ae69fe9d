import { join } from "node:path"
import { canonicalJson, hashBytes, type Json, knownFileError, readText, systemClock } from "../base/index.ts"
import type { Evaluation } from "../evaluate/index.ts"
import {
  acquireProjectLock,
  type LockFile,
  loadPipeline,
  readLockFile,
  runPipeline,
  type StageEvent,
} from "../pipeline/index.ts"
import { gateFailed } from "../registry/index.ts"
import { findRegistered, projectPaths, type Registered } from "../stages/index.ts"
import { gitCommitOf } from "../version/index.ts"
import { shellEnvironment } from "./environment.ts"
import { valueAt } from "./parse.ts"
import type { Project } from "./project.ts"
import { openRecorder, type Recorder } from "./recorder.ts"
import { openRecords, type Records } from "./records.ts"
import { registerRun } from "./register-run.ts"
import { type StageNote, standardCommands } from "./standard-stages.ts"

export interface RunOptions {
  /** Empty for the whole pipeline and the registration. */
  readonly stages: readonly string[]
  readonly force: boolean
}

export interface RunEffects {
  readonly signal?: AbortSignal
  readonly onEvent?: (event: RunEvent) => void
}

/** What people are told while it goes on. */
export type RunEvent =
  | { readonly kind: "waiting"; readonly stage: string; readonly text: string }
  | { readonly kind: "started" | "cached"; readonly stage: string }
  | {
      readonly kind: "progress"
      readonly stage: string
      readonly text: string
      readonly share?: number
      readonly elapsedMs: number
    }
  | { readonly kind: "output"; readonly stage: string; readonly text: string }
  | {
      readonly kind: "ran"
      readonly stage: string
      readonly text: string
      readonly notes: readonly string[]
      readonly elapsedMs: number
    }
  | { readonly kind: "failed"; readonly stage: string; readonly elapsedMs: number }

export interface RunResult {
  readonly stages: readonly {
    readonly name: string
    readonly status: "ran" | "cached" | "failed"
    readonly seconds: number
  }[]
  /** Of the held-out rows; empty before the evaluation has run. */
  readonly metrics: Readonly<Record<string, number>>
  readonly primary?: { readonly name: string; readonly value: number; readonly interval: readonly [number, number] }
  readonly model?: { readonly name: string; readonly version: number; readonly path: string }
  readonly run?: { readonly id: string }
  readonly gate?: { readonly passed: boolean; readonly reasons: readonly string[] }
}

/**
 * Run what changed of the pipeline, then register the model it made.
 *
 * @throws registry.gate-failed with the whole result as detail, pipeline.*, and whatever a stage throws
 */
export async function runProject(project: Project, options: RunOptions, effects: RunEffects = {}): Promise<RunResult> {
  const records = await openRecords(project)
  try {
    const lock = await acquireProjectLock(project.root, "mlwright run", {
      onWait: (holder) =>
        effects.onEvent?.({ kind: "waiting", stage: "", text: `for process ${holder.pid} (${holder.about}) to end` }),
    })
    try {
      const result = await runLocked(project, records, { options, effects })
      if (result.gate?.passed === false) throw gateFailed(result.gate, { ...result })
      return result
    } finally {
      await lock.release()
    }
  } finally {
    await records.close()
  }
}

async function runLocked(
  project: Project,
  records: Records,
  { options, effects }: { readonly options: RunOptions; readonly effects: RunEffects },
): Promise<RunResult> {
  const recorder = openRecorder(project, records.tracker)
  const notes = new Map<string, StageNote>()
  try {
    const pipeline = await loadPipeline(project.root)
    const ran = await runPipeline(
      { pipeline, force: options.force, ...(options.stages.length === 0 ? {} : { targets: options.stages }) },
      standardCommands(project, notes),
      {
        clock: systemClock,
        environment: shellEnvironment(),
        paramsOf: (file, key) =>
          file === projectPaths.settings ? (valueAt(project.raw, key) as Json | undefined) : undefined,
        onEvent: listener(recorder, notes, effects.onEvent),
        ...(effects.signal === undefined ? {} : { signal: effects.signal }),
      },
    )
    const whole = options.stages.length === 0
    const registered = whole ? await register(project, records, { recorder, effects }) : undefined
    const stages =
      registered === undefined
        ? ran.stages
        : [...ran.stages, { name: "register", status: registered.status, seconds: registered.seconds }]
    const result = await resultOf(project, stages, registered)
    await recorder.finish("FINISHED")
    return result
  } catch (error) {
    await recorder.finish(effects.signal?.aborted === true ? "KILLED" : "FAILED", error)
    throw error
  }
}

interface RegisteredRun extends Registered {
  readonly status: "ran" | "cached"
  readonly seconds: number
}

/** A model and evaluation that were registered before are not registered again. */
async function register(
  project: Project,
  records: Records,
  { recorder, effects }: { readonly recorder: Recorder; readonly effects: RunEffects },
): Promise<RegisteredRun | undefined> {
  if (!project.config.registry.enabled) return undefined
  const lock = await readLockFile(project.root)
  const key = versionKey(lock)
  if (key === undefined) return undefined
  const known = await findRegistered(records.registry, project.name, key)
  if (known !== undefined) {
    effects.onEvent?.({ kind: "cached", stage: "register" })
    return { ...known, status: "cached", seconds: 0 }
  }
  effects.onEvent?.({ kind: "started", stage: "register" })
  const started = systemClock.elapsed()
  const registered = await registerRun(project, records, {
    recorder,
    key,
    lock,
    commit: await gitCommitOf(project.root),
  })
  const elapsedMs = systemClock.elapsed() - started
  const text = `${registered.version.name} version ${registered.version.version}: ${registered.verdict.reasons.join("; ")}`
  effects.onEvent?.({ kind: "ran", stage: "register", text, notes: [], elapsedMs })
  return { ...registered, status: "ran", seconds: elapsedMs / 1000 }
}

/** Hash of what training and evaluation made, as the lock file has it; undefined when a project has no such stages. */
function versionKey(lock: LockFile): string | undefined {
  const made = ["train", "evaluate"].map((stage) => lock.stages.get(stage)?.outs)
  return made.some((outs) => outs === undefined) ? undefined : hashBytes("sha256", canonicalJson(made))
}

async function resultOf(
  project: Project,
  stages: RunResult["stages"],
  registered: RegisteredRun | undefined,
): Promise<RunResult> {
  const evaluation = await readEvaluation(project.root)
  const runId = registered?.version.runId
  return {
    stages,
    metrics: Object.fromEntries(Object.entries(evaluation?.metrics ?? {}).map(([name, { value }]) => [name, value])),
    ...(evaluation === undefined
      ? {}
      : {
          primary: {
            name: evaluation.primary.name,
            value: evaluation.primary.value,
            interval: evaluation.primary.interval,
          },
        }),
    ...(registered === undefined
      ? {}
      : {
          model: {
            name: registered.version.name,
            version: registered.version.version,
            path: registered.version.folder ?? registered.version.source,
          },
          gate: { passed: registered.verdict.passed, reasons: registered.verdict.reasons },
        }),
    ...(runId === undefined ? {} : { run: { id: runId } }),
  }
}

async function readEvaluation(root: string): Promise<Evaluation | undefined> {
  const path = join(root, projectPaths.evaluation)
  try {
    return JSON.parse(await readText(path)) as Evaluation
  } catch (error) {
    if ((error as { code?: string }).code === "base.file-missing") return undefined
    throw knownFileError(error, "read", path)
  }
}

/** The pipeline's events with the stages' own words added; the recorder hears of each. */
function listener(
  recorder: Recorder,
  notes: ReadonlyMap<string, StageNote>,
  tell: RunEffects["onEvent"],
): (event: StageEvent) => void {
  const startedAt = new Map<string, number>()
  return (event) => {
    recorder.hear(event)
    switch (event.kind) {
      case "started":
        startedAt.set(event.stage, systemClock.elapsed())
        tell?.({ kind: "started", stage: event.stage })
        break
      case "progress":
        tell?.({ ...event, elapsedMs: systemClock.elapsed() - (startedAt.get(event.stage) ?? systemClock.elapsed()) })
        break
      case "output":
        tell?.({ kind: "output", stage: event.stage, text: event.text })
        break
      case "cached":
        tell?.({ kind: "cached", stage: event.stage })
        break
      case "ran": {
        const note = notes.get(event.stage)
        tell?.({
          kind: "ran",
          stage: event.stage,
          text: note?.summary ?? "",
          notes: note?.notes ?? [],
          elapsedMs: event.seconds * 1000,
        })
        break
      }
      case "failed":
        tell?.({ kind: "failed", stage: event.stage, elapsedMs: event.seconds * 1000 })
        break
      case "source":
        break
    }
  }
}
