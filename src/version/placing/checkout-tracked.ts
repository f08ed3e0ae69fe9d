import { relative } from "node:path"
import { KnownError } from "../../base/index.ts"
import { checkoutIncomplete } from "../errors.ts"
import { refuseWhereBusy } from "../locks/path-locks.ts"
import type { Chosen } from "../tracking/select.ts"
import type { Tracked } from "../tracking/tracked.ts"
import type { OnDone, Workspace } from "../workspace.ts"
import { type Placed, placeSnapshot } from "./place-snapshot.ts"
import { rememberPlaced, removeStale } from "./placed-outputs.ts"

export interface CheckoutOptions {
  readonly force?: boolean | undefined
  readonly relink?: boolean | undefined
  /** Leave out what the cache does not have, in place of a failure. */
  readonly allowMissing?: boolean | undefined
  /** All that is tracked: what was put here earlier and is not among it is removed. */
  readonly all?: readonly Tracked[] | undefined
  /** Objects by MD5 that were hashed just now, and need not be hashed again. */
  readonly verified?: ReadonlySet<string> | undefined
  readonly onDone?: OnDone | undefined
}

/** Outputs by what happened to them, a slash after a folder; paths from the root. */
export interface CheckedOut {
  readonly added: readonly string[]
  readonly modified: readonly string[]
  readonly deleted: readonly string[]
  readonly failed: readonly string[]
  /** Files, not outputs. */
  readonly stats: { readonly added: number; readonly modified: number; readonly deleted: number }
}

/**
 * Make the workspace what `.dvc` files and locks say it is. What can be brought back is; then the rest is told of.
 *
 * @throws version.checkout-incomplete, version.unsaved-data, version.repository-busy and those of `placeSnapshot`
 */
export async function checkoutTracked(
  workspace: Workspace,
  chosen: readonly Chosen[],
  options: CheckoutOptions = {},
): Promise<CheckedOut> {
  const changes = { added: [] as string[], modified: [] as string[], deleted: [] as string[] }
  refuseWhereBusy(
    workspace,
    chosen.map(({ tracked }) => tracked.file),
  )
  if (options.all !== undefined) changes.deleted.push(...(await removeStale(workspace, options.all)))
  const stats = { added: 0, modified: 0, deleted: changes.deleted.length }
  const failed: string[] = []
  const missing: string[] = []
  let corrupt: KnownError | undefined
  for (const { tracked, below } of chosen) {
    const { snapshot, file, cache } = tracked
    if (snapshot === undefined || !cache) continue
    try {
      const { force = false, relink, verified, onDone } = options
      const placed = await placeSnapshot(
        workspace,
        { snapshot, path: file },
        { force, relink, below, verified, onDone },
      )
      for (const kind of kinds) stats[kind] += placed[kind].length
      const kind = kindOf(placed)
      if (kind !== undefined) changes[kind].push(`${relative(workspace.root, file)}${snapshot.isDir ? "/" : ""}`)
    } catch (error) {
      if (!(error instanceof KnownError) || !lacks.has(error.code)) throw error
      failed.push(tracked.path)
      corrupt ??= error.code === "version.object-corrupt" ? error : undefined
      missing.push(String(error.detail["md5"]))
    }
  }
  await workspace.hashes.save()
  await rememberPlaced(
    workspace,
    chosen.map(({ tracked }) => tracked),
  )
  // What is wrong with the one thing that fails is said in its own words.
  if (failed.length > 0 && options.allowMissing !== true)
    throw failed.length === 1 && corrupt !== undefined ? corrupt : checkoutIncomplete(failed, missing)
  return { ...changes, failed, stats }
}

/** What happened to the output as a whole: a folder of which a part is new was modified. */
function kindOf({ added, modified, deleted, isNew }: Placed): "added" | "modified" | undefined {
  if (isNew) return "added"
  return added.length + modified.length + deleted.length > 0 ? "modified" : undefined
}

const kinds = ["added", "modified", "deleted"] as const

const lacks: ReadonlySet<string> = new Set(["version.object-missing", "version.object-corrupt"])
