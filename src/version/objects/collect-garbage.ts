import { existsSync, readdirSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import type { Remote } from "../../store/index.ts"
import { neededUnknown } from "../errors.ts"
import type { Tracked } from "../tracking/tracked.ts"
import type { Workspace } from "../workspace.ts"
import { isTrusted, manifestOf, objectKey } from "./objects.ts"

/** Objects nothing needs. */
export interface Garbage {
  readonly keys: readonly string[]
  readonly bytes: number
}

export interface Needed {
  /** Keys of all objects that tracked data needs. */
  readonly keys: ReadonlySet<string>
  /** Folders whose manifest is not here: what they need is not known. */
  readonly unknown: readonly string[]
}

export async function neededObjects(workspace: Workspace, tracked: readonly Tracked[]): Promise<Needed> {
  const needed = new Set<string>()
  const unknown: string[] = []
  for (const { snapshot, cache, path } of tracked) {
    if (snapshot === undefined || !cache || needed.has(objectKey(snapshot))) continue
    needed.add(objectKey(snapshot))
    if (!snapshot.isDir) continue
    if (!(await isTrusted(workspace, snapshot))) {
      unknown.push(path)
      continue
    }
    for (const { md5 } of await manifestOf(workspace, snapshot, path)) needed.add(objectKey({ ...snapshot, md5 }))
  }
  return { keys: needed, unknown }
}

/**
 * What of the cache nothing needs; the memory of runs is left alone.
 *
 * @throws version.needed-unknown when there is something to remove and what is needed is not known
 */
export function garbageInCache(workspace: Workspace, needed: Needed): Garbage {
  const keys = objectKeysIn(workspace.cacheFolder).filter((key) => !needed.keys.has(key))
  if (keys.length > 0 && needed.unknown.length > 0) throw neededUnknown(needed.unknown)
  return { keys, bytes: keys.reduce((sum, key) => sum + statSync(join(workspace.cacheFolder, key)).size, 0) }
}

/** Of what is needed that which a remote does not have: the rest can be fetched again. */
export async function neededBeside(remote: Remote, { keys, unknown }: Needed): Promise<Needed> {
  const there = await remote.existing([...keys])
  return { keys: new Set([...keys].filter((key) => !there.has(key))), unknown }
}

/**
 * What of a remote nothing needs.
 *
 * @throws version.needed-unknown as above, store.remote-unlisted
 */
export async function garbageOnRemote(remote: Remote, needed: Needed): Promise<Garbage> {
  const keys = (await remote.list("files/md5/")).filter((key) => isObjectKey(key) && !needed.keys.has(key))
  if (keys.length > 0 && needed.unknown.length > 0) throw neededUnknown(needed.unknown)
  return { keys, bytes: 0 }
}

/** Manifests go first: one that is there promises its files. */
export function removeFromCache(workspace: Workspace, { keys }: Garbage): void {
  for (const key of manifestsFirst(keys)) rmSync(join(workspace.cacheFolder, key), { force: true })
}

/** @throws store.credentials-refused, store.remote-unreachable */
export async function removeFromRemote(remote: Remote, { keys }: Garbage): Promise<void> {
  const [manifests, files] = [keys.filter(isManifest), keys.filter((key) => !isManifest(key))]
  await remote.remove(manifests)
  await remote.remove(files)
}

function manifestsFirst(keys: readonly string[]): readonly string[] {
  return [...keys.filter(isManifest), ...keys.filter((key) => !isManifest(key))]
}

function isManifest(key: string): boolean {
  return key.endsWith(".dir")
}

function isObjectKey(key: string): boolean {
  return /^(?:files\/md5\/)?[0-9a-f]{2}\/[0-9a-f]{30}(?:\.dir)?$/.test(key)
}

function objectKeysIn(folder: string): readonly string[] {
  return ["", "files/md5/"].flatMap((place) => {
    const at = join(folder, place)
    if (!existsSync(at)) return []
    return readdirSync(at)
      .filter((prefix) => /^[0-9a-f]{2}$/.test(prefix))
      .flatMap((prefix) => readdirSync(join(at, prefix)).map((rest) => `${place}${prefix}/${rest}`))
      .filter(isObjectKey)
  })
}
