import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { withFileErrors } from "../base/index.ts"
import {
  addToCache,
  type Chosen,
  cacheHolds,
  checkoutFromCache,
  fetchIncomplete,
  fetchObjects,
  type OnDone,
  placeSnapshot,
  type Snapshot,
  type Tracked,
  type Workspace,
} from "../version/index.ts"
import { sourcePathMissing } from "./errors.ts"
import type { SourceRepository } from "./source.ts"

export interface TakeOptions {
  readonly jobs?: number | undefined
  readonly onDone?: OnDone | undefined
}

/**
 * Bring what a path of another repository holds into the cache of a workspace: tracked data, parts of it, files of git, or
 * a folder of all of these.
 *
 * @param path from the top of the source, with `/`; `.` for all of it
 * @throws repository.source-path-missing, version.fetch-incomplete, version.transfer-failed
 */
export async function takeFrom(
  workspace: Workspace,
  { source, path }: { readonly source: SourceRepository; readonly path: string },
  options: TakeOptions = {},
): Promise<Snapshot> {
  const whole = source.tracked.find((one) => one.path === path)
  if (whole?.snapshot !== undefined && whole.snapshot.isLegacy !== true && whole.cache) {
    await fetchAll(workspace, { source, chosen: [{ tracked: whole }] }, options)
    return whole.snapshot
  }
  const temporary = join(workspace.root, ".dvc", "tmp")
  await withFileErrors("write", temporary, () => mkdir(temporary, { recursive: true }))
  const folder = await mkdtemp(join(temporary, `.tmp-${process.pid}-`))
  try {
    const target = await gather(workspace, { source, path, folder }, options)
    return await addToCache({ ...workspace, rules: seeAll }, target)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Gathering {
  readonly source: SourceRepository
  readonly path: string
  readonly folder: string
}

/** @returns where the content of the path lies now */
async function gather(
  workspace: Workspace,
  { source, path, folder }: Gathering,
  options: TakeOptions,
): Promise<string> {
  const around = source.tracked.find((one) => one.snapshot?.isDir === true && path.startsWith(`${one.path}/`))
  if (around?.snapshot !== undefined) {
    const below = path.slice(around.path.length + 1)
    await fetchAll(workspace, { source, chosen: [{ tracked: around, below }] }, options)
    const place = { snapshot: around.snapshot, path: join(folder, "around") }
    const placed = await placeSnapshot(workspace, place, { force: true, below })
    if (placed.added.length === 0) throw sourcePathMissing(source.url, path)
    return join(place.path, below)
  }
  const target = join(folder, path === "." ? "all" : basename(path))
  const relative = (found: string): string | undefined => {
    if (path === ".") return found
    if (found === path) return ""
    return found.startsWith(`${path}/`) ? found.slice(path.length + 1) : undefined
  }
  const within = source.tracked.flatMap((tracked) => {
    const below = relative(tracked.path)
    return below === undefined || !tracked.cache || tracked.snapshot === undefined
      ? []
      : [{ tracked, snapshot: tracked.snapshot, at: below === "" ? target : join(target, below) }]
  })
  const files = source.files.flatMap(({ path: found, blob }) => {
    const below = relative(found)
    return below === undefined ? [] : [{ blob, at: below === "" ? target : join(target, below) }]
  })
  if (within.length === 0 && files.length === 0) throw sourcePathMissing(source.url, path)
  await fetchAll(workspace, { source, chosen: within.map(({ tracked }) => ({ tracked })) }, options)
  const blobs = await source.blobs([...new Set(files.map(({ blob }) => blob))])
  for (const { blob, at } of files) {
    await mkdir(dirname(at), { recursive: true })
    await writeFile(at, blobs.get(blob) ?? "")
  }
  for (const { snapshot, at } of within) await checkoutFromCache(workspace, snapshot, at)
  return target
}

/** From the nearest place that has it; what one lacks the next is asked for. */
async function fetchAll(
  workspace: Workspace,
  { source, chosen }: { readonly source: SourceRepository; readonly chosen: readonly Chosen[] },
  { jobs, onDone }: TakeOptions,
): Promise<void> {
  for (const one of chosen) {
    let missing: readonly string[] = []
    if (one.below === undefined && (await isHere(workspace, one.tracked))) continue
    for (const remote of source.remotes(one.tracked)) {
      missing = (await fetchObjects(workspace, { remote, chosen: [one] }, { jobs, onDone })).missing
      if (missing.length === 0 && (one.below !== undefined || (await isHere(workspace, one.tracked)))) break
    }
    const isWhole = one.below === undefined ? await isHere(workspace, one.tracked) : missing.length === 0
    if (!isWhole) throw fetchIncomplete(missing.length > 0 ? missing : [one.tracked.snapshot?.md5 ?? one.tracked.path])
  }
}

async function isHere(workspace: Workspace, { snapshot }: Tracked): Promise<boolean> {
  return snapshot !== undefined && cacheHolds(workspace, snapshot)
}

/** Rules of our own workspace are not about what comes from elsewhere. */
export const seeAll = { leavesOut: () => false, deciding: () => undefined } as const
