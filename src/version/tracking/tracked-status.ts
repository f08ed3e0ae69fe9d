import { existsSync, lstatSync } from "node:fs"
import { hashFilesLike } from "../objects/hash-path.ts"
import { cacheHolds } from "../objects/objects.ts"
import type { Workspace } from "../workspace.ts"
import type { Tracked } from "./tracked.ts"

/** How tracked data differs from what its `.dvc` file says. */
export type TrackedState = "deleted" | "modified" | "not in cache"

/** @returns undefined when nothing differs */
export async function stateOf(workspace: Workspace, tracked: Tracked): Promise<TrackedState | undefined> {
  const { snapshot, file, cache } = tracked
  const isHere = lstatSync(file, { throwIfNoEntry: false }) !== undefined && existsSync(file)
  if (snapshot === undefined) return isHere ? "modified" : "deleted"
  const now = isHere ? await hashFilesLike(file, snapshot, workspace) : undefined
  const isSame = now?.snapshot.md5 === snapshot.md5
  // As DVC does: what no cache has is told of first, for it cannot be brought back.
  if (cache && !(await cacheHolds(workspace, snapshot, isSame ? now?.md5s : undefined))) return "not in cache"
  if (!isHere) return "deleted"
  return isSame ? undefined : "modified"
}
