import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { isPlainObject, writeFileAtomic } from "../../base/index.ts"
import { repositoryBusy } from "../errors.ts"
import { isRunning } from "../objects/sweep-cache.ts"
import type { Workspace } from "../workspace.ts"

/** Absolute paths that a command reads and writes. */
export interface BusyPaths {
  readonly reads: readonly string[]
  readonly writes: readonly string[]
}

/**
 * Whether a command of dvc or mlwright that released the lock of the repository while its stage runs reads or writes a path: DVC's
 * `.dvc/tmp/rwlock`.
 *
 * @param paths absolute, to be written
 * @throws version.repository-busy
 */
export function refuseWhereBusy(workspace: Pick<Workspace, "root">, paths: readonly string[]): void {
  refuseConflict(entriesIn(workspace), { reads: [], writes: paths })
}

/**
 * Say in DVC's `.dvc/tmp/rwlock` that this process reads and writes paths, before the lock of the repository is released for a
 * command that takes long. To be called under that lock, as is its opposite.
 *
 * @param about the command, for those who find the paths busy
 * @returns takes the entries out again
 * @throws version.repository-busy
 */
export async function claimPaths(
  workspace: Pick<Workspace, "root">,
  claimed: BusyPaths,
  about: string,
): Promise<() => Promise<void>> {
  const before = entriesIn(workspace).filter(({ pid }) => isRunning(pid))
  refuseConflict(before, claimed)
  const own = (["reads", "writes"] as const).flatMap((kind) =>
    claimed[kind].map((path): Entry => ({ path, pid: process.pid, cmd: about, kind })),
  )
  await writeEntries(workspace, [...before, ...own])
  return async () => {
    const rest = [...own]
    const kept = entriesIn(workspace).filter((entry) => {
      const index = rest.findIndex((one) => isSame(one, entry))
      if (index !== -1) rest.splice(index, 1)
      return index === -1
    })
    await writeEntries(workspace, kept)
  }
}

interface Entry {
  readonly path: string
  readonly pid: number
  readonly cmd: string
  readonly kind: "reads" | "writes"
}

function refuseConflict(entries: readonly Entry[], { reads, writes }: BusyPaths): void {
  for (const { path, pid, kind } of entries) {
    const own = kind === "writes" ? [...reads, ...writes] : writes
    if (pid !== process.pid && own.some((one) => overlaps(one, path)) && isRunning(pid)) throw repositoryBusy(path, pid)
  }
}

function overlaps(first: string, second: string): boolean {
  return first === second || first.startsWith(`${second}/`) || second.startsWith(`${first}/`)
}

function isSame(first: Entry, second: Entry): boolean {
  return first.path === second.path && first.pid === second.pid && first.kind === second.kind
}

function entriesIn({ root }: Pick<Workspace, "root">): readonly Entry[] {
  const file = join(root, rwlockPath)
  const value = existsSync(file) ? parsed(readFileSync(file, "utf8")) : undefined
  if (!isPlainObject(value)) return []
  return (["reads", "writes"] as const).flatMap((kind) => {
    const map = value[kind === "reads" ? "read" : "write"]
    return Object.entries(isPlainObject(map) ? map : {}).flatMap(([path, infos]) =>
      [infos].flat().map((info: unknown): Entry => {
        const { pid, cmd } = isPlainObject(info) ? info : {}
        return { path, pid: Number(pid ?? 0), cmd: String(cmd ?? ""), kind }
      }),
    )
  })
}

/** One that writes a path, several that read one, as DVC has them. */
async function writeEntries({ root }: Pick<Workspace, "root">, entries: readonly Entry[]): Promise<void> {
  const write: Record<string, unknown> = {}
  const read: Record<string, unknown[]> = {}
  for (const { path, pid, cmd, kind } of entries) {
    if (kind === "writes") write[path] = { pid, cmd }
    else read[path] = [...(read[path] ?? []), { pid, cmd }]
  }
  await writeFileAtomic(join(root, rwlockPath), JSON.stringify({ write, read }))
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // it is being written; DVC holds the lock of the repository before it begins
  }
}

const rwlockPath = join(".dvc", "tmp", "rwlock")
