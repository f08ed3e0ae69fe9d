import { existsSync } from "node:fs"
import { readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import { objectsFolder } from "./objects.ts"
import type { Workspace } from "./workspace.ts"

/**
 * Clear what killed processes left half-written in the cache and on its way into the workspace; others that still run are
 * left alone.
 *
 * @throws base.folder-read-only
 */
export async function sweepCache(workspace: Workspace): Promise<void> {
  for (const folder of [objectsFolder(workspace), join(workspace.root, ".dvc", "tmp")]) {
    if (!existsSync(folder)) continue
    for (const name of await readdir(folder)) {
      const pid = /^\.tmp-(\d+)-[\w-]+$/.exec(name)?.[1]
      if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, name), { force: true, recursive: true })
    }
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"
  }
}
