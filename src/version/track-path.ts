import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { nothingToTrack } from "./errors.ts"
import { ignoreInGit } from "./gitignore.ts"
import { addToCache } from "./keep-path.ts"
import { writePointer } from "./pointer.ts"
import type { Snapshot } from "./snapshot.ts"
import type { Workspace } from "./workspace.ts"

/**
 * Put a file or folder under version control, as `dvc add` does: into the cache, a `.dvc` file beside it, its name in
 * the `.gitignore` beside it. In this order, so that a `.dvc` file never promises what is not in the cache.
 *
 * @param path absolute
 * @throws version.path-missing and those of `addToCache` and `writePointer`
 */
export async function trackPath(
  workspace: Workspace,
  path: string,
): Promise<{ readonly pointer: string; readonly snapshot: Snapshot }> {
  const target = resolve(path)
  if (!existsSync(target)) throw nothingToTrack(path)
  const snapshot = await addToCache(workspace, target)
  const pointer = await writePointer(target, snapshot)
  await ignoreInGit(target)
  await workspace.hashes.save()
  return { pointer, snapshot }
}
