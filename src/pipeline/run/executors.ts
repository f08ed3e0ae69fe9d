import { executorInvalid, executorUnknown } from "../errors.ts"
import type { Stage } from "../load/stage.ts"
import type { RunEffects } from "./events.ts"
import { executeHere } from "./execute-here.ts"
import type { Executor } from "./executor.ts"

/**
 * Find the executor of each stage before any stage runs.
 *
 * @param others by name, besides this machine
 * @throws pipeline.executor-unknown, pipeline.executor-invalid
 */
export function executorsOf(stages: readonly Stage[], others: RunEffects["executors"]): ReadonlyMap<Stage, Executor> {
  const executors = new Map<string, Executor>([["local", executeHere], ...(others ?? [])])
  return new Map(
    stages.map((stage) => {
      const name = executorName(stage)
      const executor = executors.get(name)
      if (executor === undefined) throw executorUnknown(stage.name, name, [...executors.keys()])
      return [stage, executor]
    }),
  )
}

function executorName({ name, meta }: Stage): string {
  if (typeof meta !== "object" || meta === null || Array.isArray(meta) || !("executor" in meta)) return "local"
  const { executor } = meta
  if (typeof executor !== "string") throw executorInvalid(name, executor)
  return executor
}
