import type { Workspace } from "../version/index.ts"
import { examine } from "./examine.ts"
import { finish } from "./finish.ts"
import { oneAfterTheOther } from "./in-turn.ts"
import { readLocks } from "./lock-file.ts"
import type { Pipeline } from "./stage.ts"

/**
 * Take what stages read and wrote as it lies there now for what their commands would make, as `dvc commit` does: into the
 * cache and into `dvc.lock`. Stages that are up to date are left alone.
 *
 * @param names of the stages
 * @returns names of those that were not up to date
 * @throws pipeline.output-missing, pipeline.param-missing and those of `addToCache`
 */
export async function commitStages(
  pipeline: Pipeline,
  workspace: Workspace,
  names: ReadonlySet<string>,
): Promise<readonly string[]> {
  const locks = await readLocks(pipeline)
  const inTurn = oneAfterTheOther()
  const committed: string[] = []
  for (const stage of pipeline.stages.filter(({ name }) => names.has(name))) {
    const seen = await examine(stage, locks.get(stage), { workspace, lock: locks, pipeline })
    if (seen.reasons.length === 0) continue
    await finish(stage, seen, { workspace, inTurn })
    committed.push(stage.name)
  }
  return committed
}
