import { openWorkspace } from "../../version/index.ts"
import { readLocks } from "../lock/lock-file.ts"
import type { ChangeReason, RunEffects, RunRequest } from "../run/events.ts"
import { examine } from "../run/examine.ts"
import { upstreamOf } from "./graph.ts"
import { selectStages } from "./select-stages.ts"

/** What a run would do with a stage, as things are now. */
export interface StagePlan {
  readonly name: string
  readonly commands: readonly string[]
  /** Empty when the stage is up to date. A stage before it that would run is a reason, though it may change nothing. */
  readonly reasons: readonly ChangeReason[]
}

/**
 * Why each stage is or is not up to date; nothing runs and nothing is written but the hash cache.
 *
 * @throws pipeline.unknown-stage, pipeline.lock-conflict, pipeline.lock-invalid,
 *   pipeline.params-unreadable
 */
export async function planPipeline(
  request: RunRequest,
  effects: Pick<RunEffects, "clock" | "paramsOf">,
): Promise<readonly StagePlan[]> {
  const { pipeline, force = false, allowMissing } = request
  const lock = await readLocks(pipeline)
  const workspace = await openWorkspace(pipeline.root, effects.clock)
  const plans: StagePlan[] = []
  for (const stage of selectStages(pipeline, request)) {
    const world = { workspace, lock, pipeline, paramsOf: effects.paramsOf, allowMissing }
    const { reasons } = await examine(stage, lock.get(stage), world)
    const forced = force && !stage.frozen ? [{ what: "forced", name: "", state: "" } as const] : []
    const before = stage.frozen ? [] : upstreamOf(stage, pipeline.stages)
    const upstream = before
      .filter(({ name }) => plans.some((plan) => plan.name === name && plan.reasons.length > 0))
      .map(({ name }): ChangeReason => ({ what: "upstream", name, state: "" }))
    plans.push({ name: stage.name, commands: stage.commands, reasons: [...reasons, ...forced, ...upstream] })
  }
  await workspace.hashes.save()
  return plans
}
