import { join } from "node:path"
import { knownFileError, readText } from "../base/index.ts"
import type { Evaluation } from "../evaluate/index.ts"
import { gateFailed } from "../registry/index.ts"
import { projectPaths, type Registered } from "../stages/index.ts"
import type { Project } from "./project.ts"

export interface RunResult {
  readonly stages: readonly {
    readonly name: string
    readonly status: "ran" | "cached" | "failed"
    readonly seconds: number
  }[]
  /** Of the held-out rows; empty when the evaluation was not among the stages, for the last one may be of another model. */
  readonly metrics: Readonly<Record<string, number>>
  readonly primary?: { readonly name: string; readonly value: number; readonly interval: readonly [number, number] }
  readonly model?: {
    readonly name: string
    readonly version: number
    readonly path: string
    readonly aliases: readonly string[]
  }
  /** The run that did something now, else the one that made the version. */
  readonly run?: { readonly id: string }
  readonly gate?: { readonly passed: boolean; readonly reasons: readonly string[] }
  /** What git was told of the version, where the settings want it. */
  readonly git?: { readonly commit: string; readonly branch?: string; readonly tags: readonly string[] }
}

export interface RegisteredRun extends Registered {
  readonly status: "ran" | "cached"
  readonly seconds: number
}

export async function resultOf(
  project: Project,
  stages: RunResult["stages"],
  { registered, runId: own }: { readonly registered: RegisteredRun | undefined; readonly runId: string | undefined },
): Promise<RunResult> {
  const isEvaluated = stages.some(({ name, status }) => name === "evaluate" && status !== "failed")
  const evaluation = isEvaluated ? await readEvaluation(project.root) : undefined
  const runId = own ?? registered?.version.runId
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
            aliases: registered.version.aliases,
          },
          gate: { passed: registered.verdict.passed, reasons: registered.verdict.reasons },
        }),
    ...(runId === undefined ? {} : { run: { id: runId } }),
  }
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
