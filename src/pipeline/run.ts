import { KnownError } from "../base/index.ts"
import { openWorkspace } from "../version/index.ts"
import { interrupted, stagesFailed } from "./errors.ts"
import type { RunEffects, RunReport, RunRequest, StageCommand, StageReport } from "./events.ts"
import type { World } from "./examine.ts"
import { selectStages } from "./graph.ts"
import { oneAfterTheOther } from "./in-turn.ts"
import { readLockFile } from "./lock-file.ts"
import { runStage } from "./run-stage.ts"
import { inSchedule, type ScheduleResult } from "./schedule.ts"
import { verifySources } from "./sources.ts"
import type { Stage } from "./stage.ts"
import { sweepLeftovers } from "./sweep-leftovers.ts"

/**
 * Run the stages that are not up to date, each after those it stands on. The lock is written after each, so a run that was
 * killed goes on after its last finished stage. Hold the project's lock around it.
 *
 * @param commands by the text of `cmd`; any other command runs in the shell
 * @throws pipeline.step-failed (with the stages so far in `detail.stages`), pipeline.stages-failed when several did,
 *   pipeline.dependency-missing, pipeline.interrupted, pipeline.lock-conflict, pipeline.lock-invalid, pipeline.param-missing,
 *   pipeline.params-unreadable, pipeline.unknown-stage; what a command of ours throws that is not a known error
 */
export async function runPipeline(
  request: RunRequest,
  commands: ReadonlyMap<string, StageCommand>,
  effects: RunEffects,
): Promise<RunReport> {
  const { pipeline, jobs = 1, keepGoing = false } = request
  const stages = selectStages(pipeline, request)
  const lock = await readLockFile(pipeline.root)
  const workspace = await openWorkspace(pipeline.root, effects.clock)
  const world: World = { workspace, pipeline, lock, paramsOf: effects.paramsOf, allowMissing: request.allowMissing }
  const done: StageReport[] = []
  try {
    await sweepLeftovers(stages, lock, workspace)
    await verifySources(stages, workspace, (pointer) => effects.onEvent?.({ kind: "source", pointer }))
    const turn = { request, world, keeping: { workspace, inTurn: oneAfterTheOther() }, commands, effects, done }
    const result = await inSchedule(stages, { jobs, keepGoing, signal: effects.signal }, async (stage) => {
      if (effects.signal?.aborted) throw interrupted(stage.name)
      done.push(await runStage({ ...turn, stage }))
    })
    refuseFailures(result, done)
  } finally {
    await workspace.hashes.save()
  }
  return { stages: done }
}

/** One failure is told as itself; of several the first, with the names of all. */
function refuseFailures({ failed, skipped }: ScheduleResult, done: readonly StageReport[]): void {
  const [first, ...others] = failed
  if (first === undefined) return
  const unknown = [first, ...others].find(([, error]) => !(error instanceof KnownError))
  if (unknown !== undefined) throw unknown[1]
  const [, error] = first
  if (others.length === 0 || !(error instanceof KnownError)) throw error
  const report = (status: "failed" | "skipped") => (stage: Stage) => ({ name: stage.name, status, seconds: 0 })
  throw stagesFailed(
    [...failed.keys()].map(({ name }) => name),
    error,
    {
      stages: [...done, ...[...failed.keys()].map(report("failed")), ...skipped.map(report("skipped"))],
    },
  )
}
