import { existsSync, readFileSync, rmSync } from "node:fs"
import { join, sep } from "node:path"
import { isPlainObject, writeFileAtomic } from "../../base/index.ts"
import { hashPath } from "../objects/hash-path.ts"
import { cacheHolds } from "../objects/objects.ts"
import type { Tracked } from "../tracking/tracked.ts"
import type { Workspace } from "../workspace.ts"

/**
 * Remember which tracked data lies in the workspace, so that it can be cleared away when another commit does not track it.
 *
 * @throws base.disk-full, base.folder-read-only
 */
export async function rememberPlaced(workspace: Workspace, tracked: readonly Tracked[]): Promise<void> {
  const known = readPlaced(workspace)
  const now = tracked.flatMap(({ path, file, snapshot, cache }) =>
    cache && snapshot !== undefined && existsSync(file) ? [[path, snapshot.md5] as const] : [],
  )
  const text = JSON.stringify(Object.fromEntries([...known, ...now]))
  if (text !== JSON.stringify(Object.fromEntries(known))) await writeFileAtomic(recordOf(workspace), text)
}

/**
 * Remove data that was tracked when it was put here and no longer is, as after a change of branch. Only what is as it was
 * then, and can be brought back from the cache.
 *
 * @param tracked all that is tracked now
 * @returns paths from the root, a slash after a folder
 * @throws base.folder-read-only
 */
export async function removeStale(workspace: Workspace, tracked: readonly Tracked[]): Promise<readonly string[]> {
  const removed: string[] = []
  const known = readPlaced(workspace)
  for (const [path, md5] of known) {
    const file = join(workspace.root, path)
    const isTracked = tracked.some(
      (one) => one.file === file || one.file.startsWith(file + sep) || file.startsWith(one.file + sep),
    )
    if (isTracked) continue
    known.delete(path)
    if (!existsSync(file) || (await hashPath(file, workspace)).md5 !== md5) continue
    if (!(await cacheHolds(workspace, { md5 }))) continue
    rmSync(file, { recursive: true, force: true })
    removed.push(md5.endsWith(".dir") ? `${path}/` : path)
  }
  if (removed.length > 0) await writeFileAtomic(recordOf(workspace), JSON.stringify(Object.fromEntries(known)))
  return removed
}

/** What is no longer tracked because a person said so is theirs: it stays. */
export async function forgetPlaced(workspace: Workspace, files: readonly string[]): Promise<void> {
  const known = readPlaced(workspace)
  const paths = [...known.keys()].filter((path) => files.includes(join(workspace.root, path)))
  if (paths.length === 0) return
  for (const path of paths) known.delete(path)
  await writeFileAtomic(recordOf(workspace), JSON.stringify(Object.fromEntries(known)))
}

function readPlaced(workspace: Workspace): Map<string, string> {
  try {
    const value: unknown = JSON.parse(readFileSync(recordOf(workspace), "utf8"))
    if (!isPlainObject(value)) return new Map()
    return new Map(Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === "string"))
  } catch {
    return new Map() // a memory only: without it nothing is cleared away
  }
}

function recordOf({ root }: Workspace): string {
  return join(root, ".dvc", "tmp", "mlwright-placed.json")
}
