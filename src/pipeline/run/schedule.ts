import { upstreamOf } from "../graph/graph.ts"
import type { Stage } from "../load/stage.ts"

export interface ScheduleOptions {
  /** Stages at work at one time. */
  readonly jobs: number
  /** After a failure go on with the stages that do not stand on it. */
  readonly keepGoing: boolean
  /** After a failure go on with all stages. */
  readonly ignoreErrors: boolean
  readonly signal?: AbortSignal | undefined
}

export interface ScheduleResult {
  readonly failed: ReadonlyMap<Stage, unknown>
  /** Not begun, because a stage they stand on failed, or any did and the rest was given up. */
  readonly skipped: readonly Stage[]
}

/**
 * Run each stage when all it stands on are done. After a failure, stages at work end and no other begins, unless `keepGoing`.
 *
 * @param run with those of the stages that it stands on
 * @param stages in an order in which one after the other could run
 */
export async function inSchedule(
  stages: readonly Stage[],
  options: ScheduleOptions,
  run: (stage: Stage, before: readonly Stage[]) => Promise<void>,
): Promise<ScheduleResult> {
  const waiting = new Set(stages)
  const done = new Set<Stage>()
  const failed = new Map<Stage, unknown>()
  const working = new Map<Stage, Promise<void>>()
  const before = new Map(stages.map((stage) => [stage, upstreamOf(stage, stages)]))
  const isReady = (stage: Stage): boolean =>
    (before.get(stage) ?? []).every((one) => done.has(one) || (options.ignoreErrors && failed.has(one)))
  const begin = (stage: Stage): void => {
    waiting.delete(stage)
    const work = run(stage, before.get(stage) ?? [])
      .then(
        () => void done.add(stage),
        (error: unknown) => void failed.set(stage, error),
      )
      .finally(() => working.delete(stage))
    working.set(stage, work)
  }
  for (;;) {
    const goesOn = options.keepGoing || options.ignoreErrors ? options.signal?.aborted !== true : failed.size === 0
    for (const stage of goesOn ? waiting : []) if (working.size < options.jobs && isReady(stage)) begin(stage)
    if (working.size === 0) return { failed, skipped: [...waiting] }
    await Promise.race(working.values())
  }
}
