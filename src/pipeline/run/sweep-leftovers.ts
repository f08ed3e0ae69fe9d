import { clearLeftovers } from "../../base/index.ts"
import { sweepCache, type Workspace } from "../../version/index.ts"
import type { Stage } from "../load/stage.ts"
import { lockPathOf } from "../lock/lock-file.ts"
import { sweepRuns } from "../lock/run-cache.ts"

/**
 * Clear what killed runs left half-written: beside the locks and the outputs, and in the caches.
 *
 * @throws base.folder-read-only
 */
export async function sweepLeftovers(stages: readonly Stage[], workspace: Workspace): Promise<void> {
  const outputs = stages.flatMap(({ outs }) => outs.map(({ file }) => file))
  await clearLeftovers([...new Set(stages.map(lockPathOf)), workspace.hashes.path, ...outputs])
  await sweepCache(workspace)
  await sweepRuns(workspace)
}
