import { cacheHolds, type Workspace } from "../../version/index.ts"
import { dependencyMissing } from "../errors.ts"
import { refuseAbsent } from "../load/params.ts"
import type { Pipeline } from "../load/stage.ts"
import { readLocks } from "../lock/lock-file.ts"
import { type Examined, examine } from "../run/examine.ts"
import { finish } from "../run/finish.ts"
import { oneAfterTheOther } from "../run/in-turn.ts"

/**
 * Take what stages read and wrote as it lies there now for what their commands would make, as `dvc commit` does: into the
 * cache and into `dvc.lock`. Stages that are up to date, and whose outputs the cache has, are left alone.
 *
 * @param names of the stages
 * @returns names of the others
 * @throws pipeline.output-missing, pipeline.dependency-missing, pipeline.param-missing and those of `addToCache`
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
    if (seen.reasons.length === 0 && (await isInCache(seen, workspace))) continue
    refuseAbsent(stage, seen.absent)
    if (seen.missing[0] !== undefined) throw dependencyMissing(stage.name, seen.missing[0].path)
    await finish(stage, seen, { workspace, inTurn, commits: true })
    committed.push(stage.name)
  }
  return committed
}

async function isInCache({ outs }: Examined, workspace: Workspace): Promise<boolean> {
  for (const { out, now } of outs)
    if (out.cache && now !== undefined && !(await cacheHolds(workspace, now))) return false
  return true
}
