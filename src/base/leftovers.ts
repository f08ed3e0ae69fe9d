import { existsSync } from "node:fs"
import { readdir, rename, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { withFileErrors } from "./files.ts"

/**
 * Clear what processes that were killed while they wrote these paths left beside them. A folder that was being replaced
 * at that very moment comes back as it was. To be called only while nobody else writes the paths.
 *
 * @throws base.folder-read-only
 */
export async function clearLeftovers(paths: readonly string[]): Promise<void> {
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    if (!existsSync(folder)) continue
    const names = paths.filter((path) => dirname(path) === folder).map((path) => basename(path))
    for (const entry of await withFileErrors("read", folder, () => readdir(folder))) {
      const name = names.find((candidate) => isLeftoverOf(entry, candidate))
      if (name === undefined) continue
      await withFileErrors("write", join(folder, name), async () => {
        const older = join(folder, entry, "older")
        if (existsSync(older) && !existsSync(join(folder, name))) await rename(older, join(folder, name))
        await rm(join(folder, entry), { recursive: true, force: true })
      })
    }
  }
}

/**
 * Clear a folder of temporary files of what processes that have ended left there; the names hold the number of the process,
 * such as `table-4711-abc`.
 *
 * @throws base.folder-read-only
 */
export async function clearOfDead(folder: string): Promise<void> {
  if (!existsSync(folder)) return
  await withFileErrors("write", folder, async () => {
    for (const entry of await readdir(folder)) {
      const pid = Number(/-(\d+)(?:[-.]|$)/.exec(entry)?.[1])
      if (pid > 0 && !isRunning(pid)) await rm(join(folder, entry), { recursive: true, force: true })
    }
  })
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" // it is there and belongs to someone else
  }
}

/** The names `writeFileAtomic` and `writeFolderAtomic` give to what is not done yet. */
function isLeftoverOf(entry: string, name: string): boolean {
  if (!entry.startsWith(`.${name}.`)) return false
  return /^(?:\d+\.\d+\.tmp|tmp-\w{6})$/.test(entry.slice(name.length + 2))
}
