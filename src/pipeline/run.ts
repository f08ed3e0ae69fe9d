import { clearLeftovers, KnownError } from "../base/index.ts"
import { openWorkspace, sweepCache, type Workspace } from "../version/index.ts"
import { dependencyMissing, interrupted, stepFailed } from "./errors.ts"
import type { RunEffects, RunReport, RunRequest, StageCommand, StageReport } from "./events.ts"
import { type Examined, examine } from "./examine.ts"
import { execute } from "./execute.ts"
import { finish, refillCache, restore } from "./finish.ts"
import { selectStages } from "./graph.ts"
import { type LockFile, readLockFile } from "./lock-file.ts"
import { verifySources } from "./sources.ts"
import type { Stage } from "./stage.ts"

/**
 * Run the stages that are not up to date, in order. The lock is written after each, so a run that was killed goes on
 * after its last finished stage. Hold the project's lock around it.
 *
 * @param commands by the text of `cmd`; any other command runs in the shell
 * @throws pipeline.step-failed (with the stages so far in `detail.stages`), pipeline.dependency-missing,
 *   pipeline.interrupted, pipeline.lock-conflict, pipeline.lock-invalid, pipeline.param-missing,
 *   pipeline.params-unreadable, pipeline.unknown-stage; what a command of ours throws that is not a known error
 */
export async function runPipeline(
  request: RunRequest,
  commands: ReadonlyMap<string, StageCommand>,
  effects: RunEffects,
): Promise<RunReport> {
  const { pipeline, targets, force = false } = request
  const stages = selectStages(pipeline, targets)
  const lock = await readLockFile(pipeline.root)
  const workspace = await openWorkspace(pipeline.root, effects.clock)
  const done: StageReport[] = []
  try {
    await clearLeftovers([
      lock.path,
      workspace.hashes.path,
      ...stages.flatMap(({ outs }) => outs.map(({ file }) => file)),
    ])
    await sweepCache(workspace)
    await verifySources(stages, workspace, (pointer) => effects.onEvent?.({ kind: "source", pointer }))
    for (const stage of stages) {
      if (effects.signal?.aborted) throw interrupted(stage.name)
      done.push(await runStage({ stage, lock, workspace, commands, effects, force, done }))
    }
  } finally {
    await workspace.hashes.save()
  }
  return { stages: done }
}

interface Turn {
  readonly stage: Stage
  readonly lock: LockFile
  readonly workspace: Workspace
  readonly commands: ReadonlyMap<string, StageCommand>
  readonly effects: RunEffects
  readonly force: boolean
  readonly done: readonly StageReport[]
}

async function runStage(turn: Turn): Promise<StageReport> {
  const { stage, workspace, effects } = turn
  const { name } = stage
  const start = effects.clock.elapsed()
  const seconds = (): number => (effects.clock.elapsed() - start) / 1000
  const seen = await examineStage(turn)
  const restored = await upToDate(turn, seen)
  if (restored !== undefined) {
    effects.onEvent?.({ kind: "cached", stage: name, restored, seconds: seconds() })
    return { name, status: "cached", seconds: seconds() }
  }
  const missing = seen.missing[0]
  if (missing !== undefined) throw dependencyMissing(name, missing.path)
  effects.onEvent?.({ kind: "started", stage: name, reasons: seen.reasons })
  try {
    await execute({ ...turn, root: workspace.root })
    await finish(stage, seen, workspace)
  } catch (error) {
    effects.onEvent?.({ kind: "failed", stage: name, seconds: seconds(), error })
    throw failureOf(turn, error, seconds())
  }
  effects.onEvent?.({ kind: "ran", stage: name, seconds: seconds() })
  return { name, status: "ran", seconds: seconds() }
}

async function examineStage({ stage, lock, workspace, effects, force }: Turn): Promise<Examined> {
  const seen = await examine(stage, lock.stages.get(stage.name), { workspace, paramsOf: effects.paramsOf })
  if (!force || stage.frozen) return seen
  return { ...seen, reasons: [...seen.reasons, { what: "forced", name: "", state: "" }] }
}

/** @returns paths restored when the stage need not run, undefined when it must */
async function upToDate({ stage, workspace }: Turn, seen: Examined): Promise<readonly string[] | undefined> {
  if (seen.reasons.length === 0) {
    await refillCache(seen, workspace)
    return []
  }
  const restored = await restore(seen, workspace)
  if (restored !== undefined || !stage.frozen) return restored
  // A frozen stage does not run: what lies there is taken for its result, as DVC does.
  await finish(stage, seen, workspace)
  return []
}

/** An error nobody can act on is a bug and must look like one, so it is passed on as it is. */
function failureOf({ stage, done }: Turn, error: unknown, seconds: number): unknown {
  if (!(error instanceof KnownError) || error.code === "pipeline.interrupted") return error
  return stepFailed(stage.name, error, { stages: [...done, { name: stage.name, status: "failed", seconds }] })
}
