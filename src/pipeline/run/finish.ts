import { existsSync } from "node:fs"
import {
  addToCache,
  cacheHolds,
  checkoutFromCache,
  hashPath,
  ignoreInGit,
  type Workspace,
} from "../../version/index.ts"
import { frozenMissing, outputMissing } from "../errors.ts"
import type { Pipeline, Stage } from "../load/stage.ts"
import type { LockEntry, LockPath } from "../lock/lock-entry.ts"
import { writeLockEntry } from "../lock/lock-file.ts"
import { rememberedRun, rememberRun } from "../lock/run-cache.ts"
import { noPull, openPull, type Pull } from "../pull.ts"
import { type Examined, isAsLocked } from "./examine.ts"
import { type InTurn, oneAfterTheOther } from "./in-turn.ts"

/** Where stages that run side by side keep what they made. */
export interface Keeping {
  readonly workspace: Workspace
  /** Files that stages share, such as the lock, are changed by one at a time. */
  readonly inTurn: InTurn
  readonly pull: Pull
  /** Outputs go into the cache, and runs are remembered. */
  readonly commits: boolean
}

/** @param how `pulls`: bring what is not here from the remote; `commits`: as `Keeping` has it */
export function openKeeping(
  workspace: Workspace,
  pipeline: Pipeline,
  { pulls, commits }: { readonly pulls: boolean; readonly commits: boolean },
): Keeping {
  return { workspace, commits, inTurn: oneAfterTheOther(), pull: pulls ? openPull(workspace, pipeline) : noPull }
}

/**
 * Keep what a stage wrote: outputs into the cache and out of git, then the lock, in this order, so that the lock never
 * promises what is not there.
 *
 * @throws pipeline.output-missing, pipeline.frozen-missing and those of `addToCache`
 */
export async function finish(
  stage: Stage,
  seen: Examined,
  { workspace, inTurn, commits }: Pick<Keeping, "workspace" | "inTurn" | "commits">,
): Promise<void> {
  const absent = stage.outs.find(({ file }) => !existsSync(file))
  if (absent !== undefined) throw (stage.frozen ? frozenMissing : outputMissing)(stage.name, absent.path)
  const outs: LockPath[] = []
  for (const out of stage.outs) {
    const snapshot = await (out.cache && commits ? addToCache(workspace, out.file) : hashPath(out.file, workspace))
    outs.push({ path: out.path, ...snapshot })
  }
  const entry = { ...entryNow(stage, seen), outs }
  await inTurn(async () => {
    for (const { cache, file } of stage.outs) if (cache) await ignoreInGit(file)
    await writeLockEntry(stage, entry)
    await workspace.hashes.save()
  })
  if (commits) await rememberRun(stage, entry, workspace)
}

/**
 * Bring back what an earlier run with the same command, dependencies and params made, and put it into the lock.
 *
 * @returns paths restored; undefined when no such run is remembered
 */
export async function recall(
  stage: Stage,
  seen: Examined,
  { workspace, inTurn, pull }: Keeping,
): Promise<readonly string[] | undefined> {
  const outs = stage.outs.map(({ path }) => ({ path, md5: "", size: 0, isDir: false }))
  const entry = await rememberedRun(stage, { ...entryNow(stage, seen), outs }, { workspace, pull })
  if (entry === undefined) return undefined
  const changed = seen.outs.flatMap(({ out, now }) => {
    const made = entry.outs.find(({ path }) => path === out.path)
    return made === undefined || made.md5 === now?.md5 ? [] : [{ out, made }]
  })
  for (const { out, made } of changed) await checkoutFromCache(workspace, made, out.file)
  await inTurn(async () => {
    for (const { cache, file } of stage.outs) if (cache) await ignoreInGit(file)
    await writeLockEntry(stage, { ...entryNow(stage, seen), outs: entry.outs })
  })
  return changed.map(({ out }) => out.path)
}

function entryNow({ cmd }: Stage, { deps, params }: Examined): Omit<LockEntry, "outs"> {
  return { cmd, deps, params }
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

/** Outputs that are on disk as locked but gone from the cache go back into it, and their run is remembered again. */
export async function refillCache(stage: Stage, seen: Examined, workspace: Workspace): Promise<void> {
  const outs: LockPath[] = []
  let isWhole = true
  for (const { out, now } of seen.outs) {
    if (now === undefined) continue
    outs.push({ path: out.path, ...now })
    if (!out.cache || (await cacheHolds(workspace, now))) continue
    await addToCache(workspace, out.file)
    isWhole = false
  }
  if (!isWhole) await rememberRun(stage, { ...entryNow(stage, seen), outs }, workspace)
}
