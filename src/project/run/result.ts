import { join } from "node:path"
import { KnownError, knownFileError, readText } from "../../base/index.ts"
import type { Evaluation } from "../../evaluate/index.ts"
import type { StageReport } from "../../pipeline/index.ts"
import { gateFailed } from "../../registry/index.ts"
import { projectPaths, type Registered, readTraining } from "../../stages/index.ts"
import type { Project } from "../project.ts"
import type { StageNote } from "./standard-stages.ts"

export interface RunResult {
  readonly stages: readonly StageReport[]
  /** Of the held-out rows; empty when the evaluation was not among the stages, for the last one may be of another model. */
  readonly metrics: Readonly<Record<string, number>>
  readonly primary?: { readonly name: string; readonly value: number; readonly interval: readonly [number, number] }
  readonly model?: {
    readonly name: string
    readonly version: number
    readonly path: string
    readonly aliases: readonly string[]
    /** Rows it was fitted on once more after it was judged, those held out included; absent when it was not. */
    readonly refitRows?: number
  }
  /** Every candidate of the training, best first; empty when training was not among the stages. */
  readonly leaderboard: readonly LeaderboardEntry[]
  /** The run that did something now, else the one that made the version. */
  readonly run?: { readonly id: string }
  readonly gate?: { readonly passed: boolean; readonly reasons: readonly string[] }
  /** What git was told of the version, where the settings want it. */
  readonly git?: { readonly commit: string; readonly branch?: string; readonly tags: readonly string[] }
}

/** A candidate; the times are of the run that tried it, and absent when training did not run now. */
export interface LeaderboardEntry {
  readonly id: string
  readonly family: string
  readonly score: number
  readonly deviation: number
  /** Size in the model's files, the encoder left out. */
  readonly bytes: number
  readonly fitSeconds?: number
  readonly predictMicroseconds?: number
  readonly params: Readonly<Record<string, number | string | boolean>>
}

export interface RegisteredRun extends Registered {
  readonly status: "ran" | "cached"
  readonly seconds: number
}

interface ResultParts {
  readonly registered: RegisteredRun | undefined
  readonly runId: string | undefined
  readonly notes: ReadonlyMap<string, StageNote>
}

export async function resultOf(
  project: Project,
  stages: RunResult["stages"],
  { registered, runId: own, notes }: ResultParts,
): Promise<RunResult> {
  const isEvaluated = stages.some(({ name, status }) => name === "evaluate" && status !== "failed")
  const evaluation = isEvaluated ? await readEvaluation(project.root) : undefined
  const runId = own ?? registered?.version.runId
  const training = await trainedBefore(project)
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
    leaderboard: leaderboardOf(stages, notes, training?.trials ?? []),
    ...(registered === undefined
      ? {}
      : {
          model: {
            name: registered.version.name,
            version: registered.version.version,
            path: registered.version.folder ?? registered.version.source,
            aliases: registered.version.aliases,
            ...(training?.refit === undefined ? {} : { refitRows: training.refit.rows }),
          },
          gate: { passed: registered.verdict.passed, reasons: registered.verdict.reasons },
        }),
    ...(runId === undefined ? {} : { run: { id: runId } }),
  }
}

function leaderboardOf(
  stages: RunResult["stages"],
  notes: ResultParts["notes"],
  before: readonly Omit<LeaderboardEntry, "fitSeconds">[],
): LeaderboardEntry[] {
  const train = stages.find(({ name, status }) => name === "train" && status !== "failed")
  if (train === undefined) return []
  const trials = notes.get("train")?.trials
  if (trials === undefined) return before.map(entryOf)
  return trials.map((trial) => {
    const { seconds: fitSeconds, predictMicroseconds } = trial
    return { ...entryOf(trial), fitSeconds, predictMicroseconds }
  })
}

/** Undefined when the pipeline's own train stage leaves no record. */
async function trainedBefore({ root }: Project): Promise<Awaited<ReturnType<typeof readTraining>> | undefined> {
  try {
    return await readTraining(root)
  } catch (error) {
    if (error instanceof KnownError && error.code === "stages.output-missing") return undefined
    throw error
  }
}

function entryOf({
  id,
  family,
  score,
  deviation,
  bytes,
  params,
}: Omit<LeaderboardEntry, "fitSeconds">): LeaderboardEntry {
  return { id, family, score, deviation, bytes, params }
}

/** Undefined before the evaluation has run. */
export async function readEvaluation(root: string): Promise<Evaluation | undefined> {
  const path = join(root, projectPaths.evaluation)
  try {
    return JSON.parse(await readText(path)) as Evaluation
  } catch (error) {
    if ((error as { code?: string }).code === "base.file-missing") return undefined
    throw knownFileError(error, "read", path)
  }
}

/** @throws registry.gate-failed with the whole result as detail */
export function refuseBelowGate(result: RunResult): void {
  if (result.gate?.passed === false) throw gateFailed(result.gate, { ...result })
}
