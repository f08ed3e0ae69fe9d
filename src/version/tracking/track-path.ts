import { existsSync } from "node:fs"
import { relative, resolve, sep } from "node:path"
import { nothingToTrack } from "../errors.ts"
import { ignoreInGit } from "../git/gitignore.ts"
import { hashPath, hashPathLike } from "../objects/hash-path.ts"
import { addToCache } from "../objects/keep-path.ts"
import { cacheHolds } from "../objects/objects.ts"
import type { Snapshot } from "../objects/snapshot.ts"
import { placeSnapshot } from "../placing/place-snapshot.ts"
import { rememberPlaced } from "../placing/placed-outputs.ts"
import type { OnDone, Workspace } from "../workspace.ts"
import { pointerPathOf, readPointer, writePointer } from "./pointer.ts"

export interface TrackOptions {
  /** Only say what it is; keep nothing. */
  readonly noCommit?: boolean | undefined
  readonly onDone?: OnDone | undefined
}

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
  options: TrackOptions = {},
): Promise<{ readonly pointer: string; readonly snapshot: Snapshot }> {
  const target = resolve(path)
  if (!existsSync(target)) throw nothingToTrack(path)
  const snapshot = await keptSnapshot(workspace, target, options)
  const pointer = snapshot.isLegacy === true ? pointerPathOf(target) : await writePointer(target, snapshot)
  if (!isWithoutGit(workspace)) await ignoreInGit(target)
  await workspace.hashes.save()
  const below = relative(workspace.root, target).split(sep).join("/")
  await rememberPlaced(workspace, [{ path: below, file: target, owner: pointer, snapshot, cache: true, push: true }])
  return { pointer, snapshot }
}

/** Put what lies at a path into the cache; in a workspace whose files are links it becomes one. */
async function keepPath(workspace: Workspace, path: string, onDone?: OnDone): Promise<Snapshot> {
  const snapshot = await addToCache(workspace, path, onDone)
  const [first] = workspace.linkTypes
  if (first === "hardlink" || first === "symlink")
    await placeSnapshot(workspace, { snapshot, path }, { force: true, relink: true })
  return snapshot
}

/** `core.no_scm`: the repository is in no git. */
export function isWithoutGit({ config }: Workspace): boolean {
  return config.get("core")?.get("no_scm")?.value.toLowerCase() === "true"
}

async function keptSnapshot(workspace: Workspace, target: string, options: TrackOptions): Promise<Snapshot> {
  const legacy = await legacySnapshot(target)
  if (legacy !== undefined) {
    // What DVC 2 named keeps its name until it changes.
    const now = await hashPathLike(target, legacy, workspace)
    if (now.md5 === legacy.md5 && (await cacheHolds(workspace, legacy))) return legacy
  }
  return options.noCommit === true ? hashPath(target, workspace) : keepPath(workspace, target, options.onDone)
}

async function legacySnapshot(target: string): Promise<Snapshot | undefined> {
  const pointer = pointerPathOf(target)
  if (!existsSync(pointer)) return undefined
  const snapshot = (await readPointer(pointer)).outs.find(({ file }) => file === target)?.snapshot
  return snapshot?.isLegacy === true ? snapshot : undefined
}
