import { existsSync } from "node:fs"
import {
  hashPath,
  hashPathLike,
  pointerPathOf,
  readPointer,
  type Snapshot,
  type Workspace,
} from "../../version/index.ts"
import { outsideNow } from "../load/outside-dependency.ts"
import { type AbsentParam, type ParamsOf, readParams, sameValue } from "../load/params.ts"
import type { Pipeline, Stage, StageOutput, StagePath } from "../load/stage.ts"
import type { LockEntry, LockPath } from "../lock/lock-entry.ts"
import type { LockEntries } from "../lock/lock-file.ts"
import type { ChangeReason } from "./events.ts"

/** A stage beside what the lock says about it. */
export interface Examined {
  /** Empty when the stage is up to date. */
  readonly reasons: readonly ChangeReason[]
  /** What the stage would read now; a dependency that does not exist is left out. */
  readonly deps: readonly LockPath[]
  readonly missing: readonly StagePath[]
  readonly params: LockEntry["params"]
  /** Params that are not there; a stage cannot run without them. */
  readonly absent: readonly AbsentParam[]
  readonly outs: readonly ExaminedOutput[]
}

export interface ExaminedOutput {
  readonly out: StageOutput
  /** As it lies on disk; absent when it does not. */
  readonly now?: Snapshot
  /** As it was when the stage last ended. */
  readonly locked?: LockPath
}

/** What a stage is compared with. */
export interface World {
  readonly workspace: Workspace
  readonly pipeline: Pipeline
  readonly lock: LockEntries
  readonly paramsOf?: ParamsOf | undefined
  /** A dependency that is not here counts as what its `.dvc` file, or the lock of the stage that makes it, says it is. */
  readonly allowMissing?: boolean | undefined
}

/**
 * Compare a stage with the lock: command, dependencies, params, outputs. Unchanged files cost a stat call each.
 *
 * @throws pipeline.params-unreadable and those of `hashPath`
 */
export async function examine(stage: Stage, entry: LockEntry | undefined, world: World): Promise<Examined> {
  const deps: LockPath[] = []
  const missing: StagePath[] = []
  for (const dep of stage.deps) {
    if (dep.isOutside === true) {
      const now = await outsideNow(world.workspace, dep.path)
      if (now === undefined) missing.push(dep)
      else deps.push(now)
      continue
    }
    const snapshot =
      (await snapshotAt(
        world.workspace,
        dep.file,
        entry?.deps.find(({ path }) => path === dep.path),
      )) ?? (world.allowMissing === true ? await recordedSnapshot(dep.file, world) : undefined)
    if (snapshot === undefined) missing.push(dep)
    else deps.push({ ...snapshot, path: dep.path })
  }
  const outs: ExaminedOutput[] = []
  for (const out of stage.outs) {
    const locked = entry?.outs.find(({ path }) => path === out.path)
    const now = await snapshotAt(world.workspace, out.file, locked)
    outs.push({ out, ...(now === undefined ? {} : { now }), ...(locked === undefined ? {} : { locked }) })
  }
  const { values: params, absent } = await readParams(stage, world.paramsOf)
  const seen = { deps, missing, params, absent, outs }
  return { ...seen, reasons: reasonsOf(stage, entry, seen) }
}

/** Whether an output lies on disk as the lock says. */
export function isAsLocked({ now, locked }: ExaminedOutput): boolean {
  return now !== undefined && now.md5 === locked?.md5
}

function reasonsOf(stage: Stage, entry: LockEntry | undefined, seen: Omit<Examined, "reasons">): ChangeReason[] {
  const always = stage.alwaysChanged || stage.deps.length + stage.params.length + stage.outs.length === 0
  const reasons: ChangeReason[] = always ? [{ what: "always", name: "", state: "" }] : []
  if (entry === undefined) reasons.push({ what: "never-ran", name: "", state: "" })
  else if (!sameValue(entry.cmd, stage.cmd)) reasons.push({ what: "command", name: "", state: "modified" })
  if (!stage.frozen) reasons.push(...depReasons(entry, seen), ...paramReasons(entry, seen))
  for (const examined of seen.outs) {
    if (isAsLocked(examined)) continue
    const state = examined.now === undefined ? "deleted" : "modified"
    reasons.push({ what: "out", name: examined.out.path, state })
  }
  return reasons
}

/** What the lock does not know counts as modified, as in DVC. */
function depReasons(entry: LockEntry | undefined, seen: Omit<Examined, "reasons">): readonly ChangeReason[] {
  const deleted = seen.missing.map(({ path }): ChangeReason => ({ what: "dep", name: path, state: "deleted" }))
  const changed = seen.deps
    .filter(({ path, md5 }) => entry?.deps.find((dep) => dep.path === path)?.md5 !== md5)
    .map(({ path }): ChangeReason => ({ what: "dep", name: path, state: "modified" }))
  return [...deleted, ...changed]
}

function paramReasons(
  entry: LockEntry | undefined,
  { params, absent }: Omit<Examined, "reasons">,
): readonly ChangeReason[] {
  const reason = (name: string, state: ChangeReason["state"]): ChangeReason => ({ what: "param", name, state })
  const gone = absent.flatMap(({ file, key }) => {
    if (key === undefined) return [reason(file, "deleted")]
    return entry?.params[file] === undefined ? [] : [reason(`${file}:${key}`, "deleted")]
  })
  const changed = Object.entries(params).flatMap(([file, values]) => {
    const locked = entry?.params[file]
    if (locked === undefined) return [reason(file, "new")]
    return Object.entries(values).flatMap(([key, value]) => {
      if (!(key in locked)) return [reason(`${file}:${key}`, "new")]
      return sameValue(locked[key], value) ? [] : [reason(`${file}:${key}`, "modified")]
    })
  })
  return [...gone, ...changed]
}

async function recordedSnapshot(file: string, { pipeline, lock }: World): Promise<Snapshot | undefined> {
  const pointer = pointerPathOf(file)
  if (existsSync(pointer)) return (await readPointer(pointer)).outs.find((out) => out.file === file)?.snapshot
  for (const stage of pipeline.stages) {
    const out = stage.outs.find((one) => one.file === file)
    const locked = out && lock.get(stage)?.outs.find(({ path }) => path === out.path)
    if (locked !== undefined) return locked
  }
  return undefined
}

/** By the name DVC 2 gave it, where the lock has such a one and it still fits; else by that of DVC 3. */
async function snapshotAt(
  workspace: Workspace,
  path: string,
  locked: Snapshot | undefined,
): Promise<Snapshot | undefined> {
  if (!existsSync(path)) return undefined
  if (locked?.isLegacy === true) {
    const like = await hashPathLike(path, locked, workspace)
    if (like.md5 === locked.md5) return like
  }
  return hashPath(path, workspace)
}
