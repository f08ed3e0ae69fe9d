import { existsSync } from "node:fs"
import { knownFileError } from "../../base/index.ts"
import {
  bytesOfFiles,
  type HashedFault,
  presenceIn,
  type Remote,
  settle,
  settleEach,
  syncsEach,
  type TransferOptions,
} from "../../store/index.ts"
import { transferFailed } from "../errors.ts"
import type { Chosen } from "../tracking/select.ts"
import type { Workspace } from "../workspace.ts"
import { isTrusted, manifestOf, type Named, objectKey, objectPath, objectsFolder } from "./objects.ts"
import { withMark } from "./sweep-cache.ts"

export interface Transferred {
  /** Objects that were moved, manifests included. */
  readonly objects: number
  /** Names of objects that are neither in the cache nor on the remote. */
  readonly missing: readonly string[]
}

export interface PushOptions extends TransferOptions {
  /** Ask for every object, and send those that got lost although their manifest is there. */
  readonly verify?: boolean | undefined
}

export interface FetchOptions extends TransferOptions {
  /** Called with the MD5 of each object that came in and is what its name says. */
  readonly onVerified?: ((md5: string) => void) | undefined
}

/**
 * Send what the remote does not have: the files of a folder first, its manifest last, so that a manifest on a remote
 * promises its files. As DVC does, a manifest that is there is believed, unless `verify`.
 *
 * @throws version.transfer-failed, store.credentials-refused, store.remote-read-only
 */
export async function pushObjects(
  workspace: Workspace,
  { remote, chosen }: Transfer,
  options: PushOptions = {},
): Promise<Transferred> {
  const roots = rootsOf(chosen)
  const there = await remote.existing(
    roots.map(({ named }) => objectKey(named)),
    options,
  )
  const missing: string[] = []
  const files: Named[] = []
  const manifests: { readonly named: Named; readonly parts: readonly string[] }[] = []
  for (const { named, belows, path } of roots) {
    const isThere = there.has(objectKey(named))
    if (isThere && options.verify !== true) continue
    if (!(await isTrusted(workspace, named))) {
      if (!isThere) missing.push(named.md5)
      continue
    }
    if (!named.md5.endsWith(".dir")) {
      if (!isThere) files.push(named)
      continue
    }
    const entries = await partsOf(workspace, { named, belows, path })
    files.push(...entries)
    const isWhole = belows.includes(undefined)
    if (!isThere && isWhole) manifests.push({ named, parts: entries.map(objectKey) })
  }
  const wanted = [...new Map(files.map((named) => [objectKey(named), named])).values()]
  const found = await remote.existing(wanted.map(objectKey), options)
  const unsent = wanted.filter((named) => !found.has(objectKey(named)))
  const isHere = hereAmong(workspace, unsent)
  const here = new Set(unsent.filter(isHere))
  const gone = unsent.filter((named) => !here.has(named))
  missing.push(...gone.map(({ md5 }) => md5))
  const faults = await remote.upload(
    [...here].map((named) => itemOf(workspace, named)),
    options,
  )
  const lost = new Set([...faults.map(({ key }) => key), ...gone.map(objectKey)])
  const whole = manifests.filter(({ parts }) => !parts.some((key) => lost.has(key)))
  const late = await remote.upload(
    whole.map(({ named }) => itemOf(workspace, named)),
    options,
  )
  refuseFaults({ action: "push to", url: remote.url, writesTo: remote.url }, [...faults, ...late])
  return { objects: here.size + whole.length, missing }
}

/**
 * Fetch into the cache what it does not have, each object checked against its name.
 *
 * @throws version.transfer-failed, version.object-corrupt, store.credentials-refused
 */
export async function fetchObjects(
  workspace: Workspace,
  { remote, chosen }: Transfer,
  options: FetchOptions = {},
): Promise<Transferred> {
  const roots = rootsOf(chosen)
  const first = await download(workspace, { remote, named: roots.map(({ named }) => named) }, options)
  const files: Named[] = []
  for (const root of roots)
    if (root.named.md5.endsWith(".dir") && (await isTrusted(workspace, root.named)))
      files.push(...(await partsHealed(workspace, remote, root)))
  const second = await download(workspace, { remote, named: files }, options)
  return { objects: first.objects + second.objects, missing: [...first.missing, ...second.missing] }
}

/** Fetch one object, such as the manifest of a folder without its files. @returns whether it is here now */
export async function fetchManifest(workspace: Workspace, remote: Remote, named: Named): Promise<boolean> {
  return (await download(workspace, { remote, named: [named] }, {})).missing.length === 0
}

/** Tracked data to move, and where. */
export interface Transfer {
  readonly remote: Remote
  readonly chosen: readonly Chosen[]
}

/** Objects that `.dvc` files and locks name, each once. */
interface Root {
  readonly named: Named
  readonly path: string
  /** Parts of a folder that are wanted; undefined for all of it. */
  readonly belows: readonly (string | undefined)[]
}

function rootsOf(chosen: readonly Chosen[]): readonly Root[] {
  const roots = new Map<string, { named: Named; path: string; belows: (string | undefined)[] }>()
  for (const { tracked, below } of chosen) {
    const { snapshot, path, cache } = tracked
    if (snapshot === undefined || !cache) continue
    const key = objectKey(snapshot)
    const root = roots.get(key) ?? { named: snapshot, path, belows: [] }
    root.belows.push(below)
    roots.set(key, root)
  }
  return [...roots.values()]
}

/** As `partsOf`; a manifest that turns out to be damaged is fetched anew. */
async function partsHealed(workspace: Workspace, remote: Remote, root: Root): Promise<readonly Named[]> {
  try {
    return await partsOf(workspace, root)
  } catch (error) {
    if ((await isTrusted(workspace, root.named)) || !(await fetchManifest(workspace, remote, root.named))) throw error
    return partsOf(workspace, root)
  }
}

/** The wanted files of a folder, each once. */
async function partsOf(workspace: Workspace, { named, belows, path }: Root): Promise<readonly Named[]> {
  const entries = await manifestOf(workspace, named, path)
  const wanted = belows.includes(undefined)
    ? entries
    : entries.filter(({ relpath }) => belows.some((below) => relpath === below || relpath.startsWith(`${below}/`)))
  const legacy = named.isLegacy === true ? ({ isLegacy: true } as const) : {}
  return [...new Set(wanted.map(({ md5 }) => md5))].map((md5) => ({ md5, ...legacy }))
}

async function download(
  workspace: Workspace,
  { remote, named }: { readonly remote: Remote; readonly named: readonly Named[] },
  options: FetchOptions,
): Promise<Transferred> {
  const isHere = hereAmong(workspace, named)
  const absent = named.filter((one) => !isHere(one))
  if (absent.length === 0) return { objects: 0, missing: [] }
  const items = absent.map((one) => ({
    key: objectKey(one),
    file: objectPath(workspace, one),
    ...(one.isLegacy === true ? {} : { md5: one.md5.replace(/\.dir$/, "") }),
  }))
  const faults = await withMark(objectsFolder(workspace), () => remote.download(items, options))
  const missing = new Set(faults.filter(({ code }) => code === "MISSING").map(({ key }) => key))
  const failed = new Set(faults.map(({ key }) => key))
  const made = items.filter(({ key }) => !failed.has(key)).map(({ file }) => file)
  // What DVC 2 named cannot be checked while it comes in.
  const legacy = absent.filter((one) => one.isLegacy === true && !failed.has(objectKey(one)))
  for (const one of legacy) await isTrusted(workspace, one)
  for (const { key, md5 } of items) if (md5 !== undefined && !failed.has(key)) options.onVerified?.(md5)
  const whole = legacy.length === 0 ? made : made.filter((file) => existsSync(file))
  const amount = { files: whole.length, bytes: bytesOfFiles(whole) }
  await (syncsEach(amount) ? settleEach(whole) : settle(workspace.cacheFolder, whole, amount))
  refuseFaults(
    { action: "fetch from", url: remote.url, writesTo: objectsFolder(workspace) },
    faults.filter(({ code }) => code !== "MISSING"),
  )
  return {
    objects: made.length,
    missing: absent.filter((one) => missing.has(objectKey(one))).map(({ md5 }) => md5),
  }
}

/** Whether an object is in the cache, for each of many. */
function hereAmong(workspace: Workspace, named: readonly Named[]): (one: Named) => boolean {
  const isPresent = presenceIn(objectsFolder(workspace), named.length)
  return (one) => (one.isLegacy === true ? existsSync(objectPath(workspace, one)) : isPresent(one.md5))
}

function itemOf(workspace: Workspace, named: Named) {
  return { file: objectPath(workspace, named), key: objectKey(named) }
}

/** A disk that is full is told of as itself: it is not the remote that failed. */
function refuseFaults(
  { action, url, writesTo }: { readonly action: string; readonly url: string; readonly writesTo: string },
  faults: readonly HashedFault[],
): void {
  const full = faults.find(({ code }) => code === "ENOSPC" || code === "EDQUOT")
  if (full !== undefined) throw knownFileError(full, "write", writesTo)
  if (faults.length > 0) throw transferFailed(action, url, faults)
}
