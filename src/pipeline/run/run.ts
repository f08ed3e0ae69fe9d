import { openWorkspace } from "../../version/index.ts"
import { pointersAmong, selectStages } from "../graph/select-stages.ts"
import { verifySources } from "../load/sources.ts"
import { readLocks } from "../lock/lock-file.ts"
import type { RunEffects, RunReport, RunRequest, StageCommand, StageReport } from "./events.ts"
import { executorsOf } from "./executors.ts"
import { openKeeping } from "./finish.ts"
import { refuseFailures } from "./refuse-failures.ts"
import { openTurns } from "./repository-turns.ts"
import { runStage } from "./run-stage.ts"
import { inSchedule } from "./schedule.ts"
import { sweepLeftovers } from "./sweep-leftovers.ts"

/**
 * Run the stages that are not up to date, each after those it stands on. The lock is written after each, so a run that was
 * killed goes on after its last finished stage. Hold the project's lock around it; DVC's own is taken here.
 *
 * @param commands by the text of `cmd`; any other command runs in the shell
 * @throws pipeline.step-failed (with the stages so far in `detail.stages`), pipeline.stages-failed when several did,
 *   pipeline.dependency-missing, pipeline.executor-unknown, pipeline.executor-invalid, pipeline.interrupted, pipeline.lock-conflict, pipeline.lock-invalid, pipeline.param-missing,
 *   pipeline.params-unreadable, pipeline.unknown-stage; what a command of ours throws that is not a known error
 */
export async function runPipeline(
  request: RunRequest,
  commands: ReadonlyMap<string, StageCommand>,
  effects: RunEffects,
): Promise<RunReport> {
  const { pipeline, jobs = 1, keepGoing = false, ignoreErrors = false, commit: commits = true } = request
  const stages = selectStages(pipeline, request)
  const executors = executorsOf(stages, effects.executors)
  const workspace = await openWorkspace(pipeline.root, effects.clock)
  const turns = openTurns(workspace, { onWait: effects.onWait, about: "mlwright run" })
  const done: StageReport[] = []
  const changed = new Set<string>()
  try {
    const keeping = openKeeping(workspace, pipeline, { pulls: request.pull === true, commits })
    const lock = await turns.under(async () => {
      await keeping.pull.runs()
      await sweepLeftovers(stages, workspace)
      const pointers = pointersAmong(pipeline, request)
      const onUpdate = (pointer: string): void => effects.onEvent?.({ kind: "source", pointer })
      await verifySources({ stages, pointers }, workspace, { commits, onUpdate })
      return readLocks(pipeline)
    })
    const world = { workspace, pipeline, lock, paramsOf: effects.paramsOf, allowMissing: request.allowMissing }
    const isAsked =
      request.interactive === true || workspace.config.get("core")?.get("interactive")?.value.toLowerCase() === "true"
    const turn = { isAsked, request, world, keeping, commands, effects, done, turns }
    const result = await inSchedule(
      stages,
      { jobs, keepGoing, ignoreErrors, signal: effects.signal },
      async (stage, before) => {
        const follows = request.forceDownstream === true && before.some(({ name }) => changed.has(name))
        const isForced = request.force === true || follows
        const { report, isChanged } = await turns.under(() =>
          runStage({ ...turn, stage, isForced, executor: executors.get(stage)! }),
        )
        if (isChanged) changed.add(stage.name)
        done.push(report)
      },
    )
    refuseFailures(result, done, { ignoreErrors })
  } finally {
    await workspace.hashes.save()
    await turns.close()
  }
  return { stages: done }
}
