import { existsSync } from "node:fs"
import type { Remote } from "../../store/index.ts"
import type { Chosen } from "../tracking/select.ts"
import type { Workspace } from "../workspace.ts"
import { isTrusted, manifestOf, type Named, objectKey, objectPath } from "./objects.ts"

/** `new`: the remote does not have it. `deleted`: the cache does not. `missing`: neither does. */
export type CloudState = "new" | "deleted" | "missing"

/** How cache and remote differ; paths from the root. */
export async function cloudStatus(
  workspace: Workspace,
  remote: Remote,
  chosen: readonly Chosen[],
): Promise<ReadonlyMap<string, CloudState>> {
  const named = new Map<string, Named>()
  for (const { tracked, below } of chosen) {
    const { path, snapshot, cache, isFromRepository } = tracked
    if (snapshot === undefined || !cache || isFromRepository === true) continue
    if (below === undefined) named.set(path, snapshot)
    if (!snapshot.isDir || !(await isTrusted(workspace, snapshot))) continue
    for (const { md5, relpath } of await manifestOf(workspace, snapshot, path))
      if (below === undefined || relpath === below || relpath.startsWith(`${below}/`))
        named.set(`${path}/${relpath}`, { ...snapshot, md5 })
  }
  const absent = await objectsAbsentOn(remote, [...named.values()])
  const states = [...named].flatMap(([path, one]): readonly [string, CloudState][] => {
    const isHere = existsSync(objectPath(workspace, one))
    if (absent.has(one.md5)) return [[path, isHere ? "new" : "missing"]]
    return isHere ? [] : [[path, "deleted"]]
  })
  return new Map(states)
}

/** @returns MD5s of those the remote does not have */
export async function objectsAbsentOn(remote: Remote, named: readonly Named[]): Promise<ReadonlySet<string>> {
  const keys = new Map(named.map((one) => [objectKey(one), one.md5]))
  const there = await remote.existing([...keys.keys()])
  return new Set([...keys].filter(([key]) => !there.has(key)).map(([, md5]) => md5))
}
