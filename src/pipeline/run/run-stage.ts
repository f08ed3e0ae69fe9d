import { existsSync } from "node:fs"
import { KnownError } from "../../base/index.ts"
import { dependencyMissing, interrupted, nobodyToAsk, runDeclined, stepFailed } from "../errors.ts"
import { refuseAbsent } from "../load/params.ts"
import type { Stage, StagePath } from "../load/stage.ts"
import type { RunEffects, RunRequest, StageCommand, StageReport } from "./events.ts"
import { type Examined, examine, isAsLocked, type World } from "./examine.ts"
import type { Executor } from "./executor.ts"
import { finish, type Keeping, recall, refillCache, restore } from "./finish.ts"
import { endings } from "./refuse-failures.ts"
import type { RepositoryTurns } from "./repository-turns.ts"

/** A stage whose time has come. */
export interface Turn {
  readonly stage: Stage
  readonly request: RunRequest
  /** Runs although nothing changed. */
  readonly isForced: boolean
  /** Runs only when a person says so. */
  readonly isAsked: boolean
  readonly world: World
  readonly keeping: Keeping
  readonly commands: ReadonlyMap<string, StageCommand>
  readonly executor: Executor
  readonly effects: RunEffects
  readonly done: readonly StageReport[]
  readonly turns: RepositoryTurns
}

export interface StageResult {
  readonly report: StageReport
  /** What it makes was made or brought back now. */
  readonly isChanged: boolean
}

/**
 * Run a stage, or find that it is up to date, or bring back what it made before.
 *
 * @throws pipeline.step-failed, pipeline.dependency-missing, pipeline.interrupted; what a command of ours throws that is not a known error
 */
export async function runStage(turn: Turn): Promise<StageResult> {
  const { stage, keeping, effects } = turn
  const { name } = stage
  if (effects.signal?.aborted) throw interrupted(name)
  const start = effects.clock.elapsed()
  const seconds = (): number => (effects.clock.elapsed() - start) / 1000
  await keeping.pull.deps(stage)
  const seen = await examineStage(turn)
  const restored = await upToDate(turn, seen)
  if (restored !== undefined) {
    effects.onEvent?.({ kind: "cached", stage: name, restored, seconds: seconds() })
    return { report: { name, status: "cached", seconds: seconds() }, isChanged: restored.length > 0 }
  }
  const missing = stage.deps.find((dep) =>
    dep.isOutside === true ? seen.missing.includes(dep) : !existsSync(dep.file),
  )
  if (missing !== undefined) throw dependencyMissing(name, missing.path)
  effects.onEvent?.({ kind: "started", stage: name, reasons: seen.reasons })
  try {
    const here = stage.deps.filter(({ isOutside }) => isOutside !== true)
    const paths = { reads: [...here, ...stage.params].map(fileOf), writes: stage.outs.map(fileOf) }
    await turn.turns.beside(paths, () => executeStage(turn))
    await finish(stage, seen, keeping)
  } catch (error) {
    effects.onEvent?.({ kind: "failed", stage: name, seconds: seconds(), error })
    throw failureOf(turn, error, seconds())
  }
  effects.onEvent?.({ kind: "ran", stage: name, seconds: seconds() })
  return { report: { name, status: "ran", seconds: seconds() }, isChanged: true }
}

async function executeStage(turn: Turn): Promise<void> {
  const { stage, effects, keeping } = turn
  if (turn.isAsked) {
    if (effects.confirm === undefined) throw nobodyToAsk(stage.name)
    if (!(await effects.confirm(stage.name))) throw runDeclined(stage.name)
  }
  await turn.executor({ ...turn, root: keeping.workspace.root })
}

async function examineStage({ stage, world, isForced }: Turn): Promise<Examined> {
  const seen = await examine(stage, world.lock.get(stage), world)
  refuseAbsent(stage, seen.absent)
  if (!isForced || stage.frozen) return seen
  return { ...seen, reasons: [...seen.reasons, { what: "forced", name: "", state: "" }] }
}

/** @returns paths restored when the stage need not run, undefined when it must */
async function upToDate(
  { stage, request, isForced, keeping }: Turn,
  seen: Examined,
): Promise<readonly string[] | undefined> {
  if (seen.reasons.length === 0) {
    if (keeping.commits) await refillCache(stage, seen, keeping.workspace)
    return []
  }
  const locked = seen.outs.flatMap((out) => (out.locked === undefined || isAsLocked(out) ? [] : [out.locked]))
  if (seen.reasons.every(({ what }) => what === "out")) await keeping.pull.outs(stage, locked)
  const restored = await restore(seen, keeping.workspace)
  if (restored !== undefined) return restored
  if (stage.frozen) {
    // A frozen stage does not run: what lies there is taken for its result, as DVC does.
    await finish(stage, seen, keeping)
    return []
  }
  const onlyGone =
    seen.reasons.every(({ what, state }) => what === "out" && state === "deleted") &&
    seen.outs.every(({ locked: before }) => before !== undefined)
  if (request.allowMissing === true && onlyGone) return []
  const isNew = seen.missing.length === 0 && !isForced && request.runCache !== false
  return isNew ? recall(stage, seen, keeping) : undefined
}

/** An error nobody can act on is a bug and must look like one, so it is passed on as it is. */
function failureOf({ stage, done }: Turn, error: unknown, seconds: number): unknown {
  if (!(error instanceof KnownError) || endings.includes(error.code)) return error
  return stepFailed(stage.name, error, { stages: [...done, { name: stage.name, status: "failed", seconds }] })
}

function fileOf({ file }: StagePath): string {
  return file
}
