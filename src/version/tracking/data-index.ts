import { existsSync } from "node:fs"
import { filesBelow } from "../objects/found-files.ts"
import { hashFound, snapshotOf } from "../objects/hash-path.ts"
import { isTrusted, manifestOf, type Named, objectPath } from "../objects/objects.ts"
import type { Workspace } from "../workspace.ts"
import type { Tracked } from "./tracked.ts"

/** Tracked data by path from the root, with `/`; the files of a folder have entries of their own. */
export interface DataIndex {
  readonly entries: ReadonlyMap<string, IndexEntry>
  /** Folders whose manifest is not here: what they hold cannot be told. */
  readonly unknown: readonly string[]
}

export interface IndexEntry extends Named {
  readonly isDir: boolean
}

export interface IndexChange {
  readonly kind: "added" | "deleted" | "modified" | "renamed" | "unchanged"
  readonly path: string
  readonly isDir: boolean
  /** Of a rename. */
  readonly to?: string
  readonly old?: IndexEntry
  readonly now?: IndexEntry
}

/** As `.dvc` files and locks say. @param granular with the files of folders */
export async function recordedIndex(
  workspace: Workspace,
  tracked: readonly Tracked[],
  granular: boolean,
): Promise<DataIndex> {
  const entries = new Map<string, IndexEntry>()
  const unknown: string[] = []
  for (const { path, snapshot, cache } of tracked) {
    if (snapshot === undefined || !cache) continue
    const { md5, isDir, isLegacy } = snapshot
    const legacy = isLegacy === true ? ({ isLegacy } as const) : {}
    entries.set(path, { md5, isDir, ...legacy })
    if (!isDir || !granular) continue
    if (await isTrusted(workspace, snapshot)) {
      for (const file of await manifestOf(workspace, snapshot, path))
        entries.set(`${path}/${file.relpath}`, { md5: file.md5, isDir: false, ...legacy })
    } else unknown.push(path)
  }
  return { entries, unknown }
}

/** As it lies on disk. @param granular with the files of folders */
export async function workspaceIndex(
  workspace: Workspace,
  tracked: readonly Tracked[],
  granular: boolean,
): Promise<DataIndex> {
  const entries = new Map<string, IndexEntry>()
  for (const { path, file, snapshot, cache } of tracked) {
    if (!cache || !existsSync(file)) continue
    const found = filesBelow(file, workspace.rules)
    const md5s = await hashFound(found, workspace.hashes, snapshot)
    const legacy = snapshot?.isLegacy === true ? ({ isLegacy: true } as const) : {}
    entries.set(path, { md5: snapshotOf(found, md5s).snapshot.md5, isDir: found.isDir, ...legacy })
    if (!found.isDir || !granular) continue
    for (const [index, { relpath }] of found.files.entries())
      entries.set(`${path}/${relpath}`, { md5: md5s[index]!, isDir: false, ...legacy })
  }
  await workspace.hashes.save()
  return { entries, unknown: [] }
}

/**
 * What is different, in the order of the paths. A path that is gone and one that is new with the same content are a rename.
 */
export function compareIndexes(old: DataIndex, now: DataIndex, withRenames = true): readonly IndexChange[] {
  const unknown = [...old.unknown, ...now.unknown]
  const paths = [...new Set([...old.entries.keys(), ...now.entries.keys()])].sort()
  const changes = paths
    .filter((path) => !unknown.some((folder) => path.startsWith(`${folder}/`)))
    .map((path): IndexChange => {
      const [before, after] = [old.entries.get(path), now.entries.get(path)]
      const isDir = (after ?? before)?.isDir === true
      const sides = { ...(before === undefined ? {} : { old: before }), ...(after === undefined ? {} : { now: after }) }
      if (before === undefined) return { kind: "added", path, isDir, ...sides }
      if (after === undefined) return { kind: "deleted", path, isDir, ...sides }
      return { kind: before.md5 === after.md5 ? "unchanged" : "modified", path, isDir, ...sides }
    })
  return withRenames ? joinRenames(changes) : changes
}

function joinRenames(changes: readonly IndexChange[]): readonly IndexChange[] {
  const gone = new Map<string, IndexChange[]>()
  for (const change of changes)
    if (change.kind === "deleted" && change.old !== undefined)
      gone.set(change.old.md5, [...(gone.get(change.old.md5) ?? []), change])
  const taken = new Set<IndexChange>()
  const joined = changes.map((change) => {
    const from = change.kind === "added" && change.now !== undefined ? gone.get(change.now.md5)?.shift() : undefined
    if (from?.old === undefined || change.now === undefined) return change
    taken.add(from)
    return { ...from, kind: "renamed" as const, to: change.path, now: change.now }
  })
  return joined.filter((change) => !taken.has(change))
}

/** Paths of entries whose object the cache does not have. */
export function notInCache(workspace: Workspace, { entries }: DataIndex): readonly IndexEntryAt[] {
  return [...entries]
    .filter(([, entry]) => !existsSync(objectPath(workspace, entry)))
    .map(([path, entry]) => ({ path, ...entry }))
}

export interface IndexEntryAt extends IndexEntry {
  readonly path: string
}
