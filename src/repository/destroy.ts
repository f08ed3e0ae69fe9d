import { existsSync } from "node:fs"
import { rm } from "node:fs/promises"
import { dirname, join, relative, sep } from "node:path"
import { withFileErrors } from "../base/index.ts"
import { noticeInGit, unprotect } from "../version/index.ts"
import type { Repository } from "./repository.ts"

export interface Destroyed {
  /** Paths from the root of what is removed: `.dvc` files, `dvc.yaml`, `dvc.lock`, the folder `.dvc`. */
  readonly removed: readonly string[]
  /** Data that is in the cache alone, and goes with it; paths from the root. */
  readonly lost: readonly string[]
}

/** What would go when a repository is made one of git alone; data that lies there stays, as files of its own. */
export function whatIsDestroyed({ root, tracked, pipeline, workspace }: Repository): Destroyed {
  const files = new Set(tracked.map(({ owner }) => owner))
  for (const { path } of pipeline?.files ?? []) files.add(path).add(join(dirname(path), "dvc.lock"))
  const isOwn = workspace.cacheFolder.startsWith(join(root, ".dvc", sep))
  const gone = tracked.filter(({ file, cache, snapshot }) => cache && snapshot !== undefined && !existsSync(file))
  return {
    removed: [...[...files].filter((file) => existsSync(file)), join(root, ".dvc"), join(root, ".dvcignore")]
      .filter((file) => existsSync(file))
      .map((file) => relative(root, file)),
    lost: isOwn ? gone.map(({ path }) => path) : [],
  }
}

/**
 * Remove all of DVC from a repository, as `dvc destroy` does: its files, its settings, its cache where that lies in `.dvc`.
 *
 * @throws base.folder-read-only, base.disk-full
 */
export async function destroyRepository(repository: Repository): Promise<Destroyed> {
  const { root, tracked, workspace } = repository
  const what = whatIsDestroyed(repository)
  for (const { file, cache } of tracked) {
    if (!cache) continue
    if (existsSync(file)) await unprotect(workspace, file)
    await noticeInGit(file)
  }
  // The folder goes last: until then it is a repository, and the command can be run again.
  for (const path of what.removed.toSorted((first, second) => Number(first === ".dvc") - Number(second === ".dvc")))
    await withFileErrors("write", join(root, path), () => rm(join(root, path), { recursive: true, force: true }))
  return what
}
