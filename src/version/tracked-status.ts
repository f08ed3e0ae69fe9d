import { existsSync, lstatSync } from "node:fs"
import { hashPathLike } from "./hash-path.ts"
import { cacheHolds } from "./objects.ts"
import type { Tracked } from "./tracked.ts"
import type { Workspace } from "./workspace.ts"

/** How tracked data differs from what its `.dvc` file says. */
export type TrackedState = "deleted" | "modified" | "not in cache"

/** @returns undefined when nothing differs */
export async function stateOf(workspace: Workspace, tracked: Tracked): Promise<TrackedState | undefined> {
  const { snapshot, file, cache } = tracked
  const isHere = lstatSync(file, { throwIfNoEntry: false }) !== undefined && existsSync(file)
  if (snapshot === undefined) return isHere ? "modified" : "deleted"
  // As DVC does: what no cache has is told of first, for it cannot be brought back.
  if (cache && !(await cacheHolds(workspace, snapshot))) return "not in cache"
  if (!isHere) return "deleted"
  return (await hashPathLike(file, snapshot, workspace)).md5 === snapshot.md5 ? undefined : "modified"
}
