import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { KnownError } from "../../base/index.ts"
import type { Remote } from "../../store/index.ts"
import { pullIncomplete, pushIncomplete } from "../errors.ts"
import {
  type FetchOptions,
  fetchObjects,
  type PushOptions,
  pushObjects,
  type Transferred,
} from "../objects/transfer.ts"
import { type CheckedOut, type CheckoutOptions, checkoutTracked } from "../placing/checkout-tracked.ts"
import { remoteOf } from "../settings/remotes.ts"
import type { Workspace } from "../workspace.ts"
import type { Chosen } from "./select.ts"

export interface Move {
  readonly chosen: readonly Chosen[]
  /** Name of a remote; the default one when it is left out. An output may have a remote of its own. */
  readonly remote?: string | undefined
  /** With the memory of the runs of stages. */
  readonly runCache?: boolean | undefined
}

/**
 * Send tracked data to where it belongs.
 *
 * @throws version.push-incomplete and those of `pushObjects` and `remoteOf`
 */
export async function pushTracked(workspace: Workspace, move: Move, options: PushOptions = {}): Promise<Transferred> {
  const wanted = move.chosen.filter(({ tracked }) => tracked.push && tracked.isFromRepository !== true)
  return eachRemote(workspace, { ...move, chosen: wanted }, async (remote, chosen) => {
    const runs = move.runCache === true ? await pushRuns(workspace, remote) : 0
    const done = await pushObjects(workspace, { remote, chosen }, options)
    if (done.missing.length > 0) throw pushIncomplete(remote.url, done.missing)
    return { ...done, objects: done.objects + runs }
  })
}

/**
 * Fetch tracked data into the cache; what the remote does not have is told of in the answer.
 *
 * @throws those of `fetchObjects` and `remoteOf`
 */
export async function fetchTracked(workspace: Workspace, move: Move, options: FetchOptions = {}): Promise<Transferred> {
  return eachRemote(workspace, move, async (remote, chosen) => {
    const runs = move.runCache === true ? await fetchRuns(workspace, remote) : 0
    const done = await fetchObjects(workspace, { remote, chosen }, options)
    return { ...done, objects: done.objects + runs }
  })
}

/**
 * Fetch, then make the workspace what it should be. An object of the cache that turns out to be damaged is removed and
 * fetched anew.
 *
 * @param move `here` is what is checked out, of what is fetched
 * @throws those of `fetchTracked` and `checkoutTracked`
 */
export async function pullTracked(
  workspace: Workspace,
  move: Move & { readonly here: readonly Chosen[] },
  options: PushOptions & CheckoutOptions = {},
): Promise<Transferred & CheckedOut> {
  const verified = new Set<string>()
  const onVerified = (md5: string): void => void verified.add(md5)
  const fetched = await fetchTracked(workspace, move, { ...options, onVerified })
  const first = await checkoutTracked(workspace, move.here, { ...options, allowMissing: true, verified })
  if (first.failed.length === 0) return { ...fetched, ...first }
  const again = await fetchTracked(workspace, move, options)
  const objects = fetched.objects + again.objects
  const failed = move.here.filter(({ tracked }) => first.failed.includes(tracked.path))
  const second = await checkoutTracked(workspace, failed, { ...options, all: undefined }).catch((error: unknown) => {
    const isIncomplete = error instanceof KnownError && error.code === "version.checkout-incomplete"
    throw isIncomplete ? pullIncomplete(error.detail, move.remote) : error
  })
  return {
    ...again,
    objects,
    added: [...first.added, ...second.added],
    modified: [...first.modified, ...second.modified],
    deleted: [...first.deleted, ...second.deleted],
    failed: second.failed,
    stats: {
      added: first.stats.added + second.stats.added,
      modified: first.stats.modified + second.stats.modified,
      deleted: first.stats.deleted + second.stats.deleted,
    },
  }
}

async function eachRemote(
  workspace: Workspace,
  move: Move,
  work: (remote: Remote, chosen: readonly Chosen[]) => Promise<Transferred>,
): Promise<Transferred> {
  const names = new Set(move.chosen.map(({ tracked }) => move.remote ?? tracked.remote))
  let objects = 0
  const missing: string[] = []
  const asksNobody = names.size === 0 && move.remote === undefined && move.runCache !== true
  for (const name of asksNobody ? [] : names.size === 0 ? [move.remote] : names) {
    const remote = remoteOf(workspace.config, name)
    try {
      const own = move.chosen.filter(({ tracked }) => (move.remote ?? tracked.remote) === name)
      const done = await work(remote, own)
      objects += done.objects
      missing.push(...done.missing)
    } finally {
      remote.close()
    }
  }
  return { objects, missing }
}

async function pushRuns(workspace: Workspace, remote: Remote): Promise<number> {
  const folder = join(workspace.cacheFolder, "runs")
  if (!existsSync(folder)) return 0
  const keys = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name))
    .map((entry) => `runs/${join(entry.parentPath, entry.name).slice(folder.length + 1)}`)
  const there = new Set(await remote.list("runs/"))
  const items = keys.filter((key) => !there.has(key)).map((key) => ({ key, file: join(workspace.cacheFolder, key) }))
  const faults = await remote.upload(items)
  return items.length - faults.length
}

async function fetchRuns(workspace: Workspace, remote: Remote): Promise<number> {
  const keys = (await remote.list("runs/")).filter((key) => !existsSync(join(workspace.cacheFolder, key)))
  const items = keys.map((key) => ({ key, file: join(workspace.cacheFolder, key) }))
  const faults = await remote.download(items)
  return items.length - faults.length
}
