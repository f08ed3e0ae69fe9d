import { existsSync } from "node:fs"
import { addToCache, cacheHolds, checkoutFromCache, hashPath, ignoreInGit, type Workspace } from "../version/index.ts"
import { outputMissing } from "./errors.ts"
import { type Examined, isAsLocked } from "./examine.ts"
import { type LockPath, writeLockEntry } from "./lock-file.ts"
import type { Stage, StageOutput } from "./stage.ts"

/**
 * Keep what a stage wrote: outputs into the cache and out of git, then the lock, in this order, so that the lock never
 * promises what is not there.
 *
 * @throws pipeline.output-missing and those of `addToCache`
 */
export async function finish(stage: Stage, seen: Examined, workspace: Workspace): Promise<void> {
  const absent = stage.outs.find(({ file }) => !existsSync(file))
  if (absent !== undefined) throw outputMissing(stage.name, absent.path)
  const outs: LockPath[] = []
  for (const out of stage.outs) outs.push({ path: out.path, ...(await keep(out, workspace)) })
  await writeLockEntry(workspace.root, stage.name, { cmd: stage.cmd, deps: seen.deps, params: seen.params, outs })
  await workspace.hashes.save()
}

/**
 * Bring back outputs that differ from the lock, when everything else about the stage is as it was and the cache has them.
 *
 * @returns paths restored; undefined when the stage must run
 */
export async function restore(seen: Examined, workspace: Workspace): Promise<readonly string[] | undefined> {
  if (seen.reasons.some(({ what }) => what !== "out")) return undefined
  const changed = seen.outs.filter((examined) => !isAsLocked(examined))
  for (const { out, locked } of changed)
    if (locked === undefined || !out.cache || out.persist || !(await cacheHolds(workspace, locked))) return undefined
  for (const { out, locked } of changed) if (locked !== undefined) await checkoutFromCache(workspace, locked, out.file)
  return changed.map(({ out }) => out.path)
}

/** An output that is on disk as locked but is gone from the cache goes back into it: no need to run for that. */
export async function refillCache(seen: Examined, workspace: Workspace): Promise<void> {
  for (const { out, now } of seen.outs)
    if (out.cache && now !== undefined && !(await cacheHolds(workspace, now))) await addToCache(workspace, out.file)
}

async function keep(out: StageOutput, workspace: Workspace) {
  if (!out.cache) return hashPath(out.file, workspace.hashes)
  const snapshot = await addToCache(workspace, out.file)
  await ignoreInGit(out.file)
  return snapshot
}
