import { readdirSync, rmSync } from "node:fs"
import { writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { makeApart } from "../../store/index.ts"
import type { Workspace } from "../workspace.ts"
import { isFolder } from "./found-files.ts"
import { objectsFolder } from "./objects.ts"

/**
 * Clear what killed processes left half-written in the cache and on its way into the workspace; others that still run are
 * left alone.
 *
 * @throws base.folder-read-only
 */
export async function sweepCache(workspace: Workspace): Promise<void> {
  const objects = objectsFolder(workspace)
  for (const folder of [dirname(objects), objects, join(workspace.root, ".dvc", "tmp")]) {
    for (const name of namesIn(folder)) {
      const [, pid = "", kind] =
        /^\.tmp-(\d+)-([\w-]+)$/.exec(name) ?? /^\.(?:mlwright-.+|rwlock)\.(\d+)\.\d+\.tmp$/.exec(name) ?? []
      if (pid === "" || isRunning(Number(pid))) continue
      if (kind === mark) for (const prefix of namesIn(objects)) sweep(join(objects, prefix), pid)
      rmSync(join(folder, name), { force: true, recursive: true })
    }
  }
}

/**
 * While many objects are written, each beside its place, a mark says so: after a kill, only then all folders of the cache
 * must be looked through.
 */
export async function withMark<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const path = join(folder, `.tmp-${process.pid}-${mark}`)
  await withFileErrors("write", path, async () => {
    await makeApart(folder)
    await writeFile(path, "")
  })
  try {
    return await work()
  } finally {
    rmSync(path, { force: true })
  }
}

function sweep(folder: string, pid: string): void {
  for (const name of namesIn(folder))
    if (name.startsWith(`.tmp-${pid}-`)) rmSync(join(folder, name), { force: true, recursive: true })
}

function namesIn(folder: string): readonly string[] {
  return isFolder(folder) ? readdirSync(folder) : []
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"
  }
}

const mark = "mark"
