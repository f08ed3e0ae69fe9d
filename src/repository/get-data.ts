import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import { withFileErrors } from "../base/index.ts"
import {
  cacheHolds,
  checkoutFromCache,
  initDvc,
  openWorkspace,
  pathTaken,
  type Snapshot,
  type Workspace,
} from "../version/index.ts"
import type { RepositoryRequest } from "./import-data.ts"
import { openSource, type SourceRepository } from "./source.ts"
import { type TakeOptions, takeFrom } from "./take.ts"
import { addressFrom, takeOutside } from "./take-outside.ts"

export interface GetOptions extends TakeOptions {
  /** Absolute folder that relative paths count from. */
  readonly folder: string
  readonly out?: string | undefined
  readonly force?: boolean | undefined
}

export interface Gotten {
  /** Absolute. */
  readonly path: string
  readonly snapshot: Snapshot
}

/**
 * Copy a file or folder out of another repository; nothing remembers where it came from, and no repository is needed here.
 *
 * @throws version.path-taken and those of `openSource` and `takeFrom`
 */
export async function getFromRepository(
  { url, path, rev, remote }: RepositoryRequest,
  options: GetOptions,
): Promise<Gotten> {
  const wanted = path.replaceAll("\\", "/").replace(/^\.\/|\/+$/g, "")
  const source = await openSource(url, options.folder, { rev, remote })
  try {
    return await getting(basename(wanted), options, async (workspace) => {
      const nearest = await nearestCache(workspace, source, wanted)
      return { workspace: nearest, snapshot: await takeFrom(nearest, { source, path: wanted }, options) }
    })
  } finally {
    await source.close()
  }
}

/**
 * Copy what an address outside of any repository holds.
 *
 * @throws version.path-taken, store.outside-missing, version.path-missing
 */
export async function getFromUrl(url: string, options: GetOptions): Promise<Gotten> {
  const name = basename(url.replace(/[?#].*$/, "").replace(/[/\\]+$/, ""))
  return getting(name, options, async (workspace) => {
    const { snapshot } = await takeOutside(workspace, addressFrom(workspace, url, options.folder), options)
    return { workspace, snapshot }
  })
}

/** Objects pass through a repository beside the target, which goes when all is done. */
async function getting(
  name: string,
  { folder, out, force }: GetOptions,
  take: (workspace: Workspace) => Promise<{ readonly workspace: Workspace; readonly snapshot: Snapshot }>,
): Promise<Gotten> {
  const place = resolve(folder, out ?? name)
  const path = out?.endsWith("/") === true ? join(place, name) : place
  if (existsSync(path) && force !== true) throw pathTaken(path)
  await withFileErrors("write", path, () => mkdir(dirname(path), { recursive: true }))
  const around = await withFileErrors("write", path, () => mkdtemp(join(dirname(path), `.tmp-${process.pid}-`)))
  try {
    await initDvc(around)
    const { workspace, snapshot } = await take(await openWorkspace(around))
    await checkoutFromCache(workspace, snapshot, path)
    return { path, snapshot }
  } finally {
    await rm(around, { recursive: true, force: true })
  }
}

/** What the cache of a repository on this computer holds needs no copy on its way. */
async function nearestCache(workspace: Workspace, source: SourceRepository, path: string): Promise<Workspace> {
  const tracked = source.tracked.find((one) => one.path === path)
  if (source.workspace === undefined || tracked?.snapshot === undefined) return workspace
  const isThere = await cacheHolds(source.workspace, tracked.snapshot)
  return isThere ? { ...workspace, cacheFolder: source.workspace.cacheFolder } : workspace
}
