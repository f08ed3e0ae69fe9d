import { mkdirSync, readFileSync, rmSync } from "node:fs"
import { hostname } from "node:os"
import { dirname } from "node:path"
import type { DatabaseSync } from "node:sqlite"
import { setTimeout as sleep } from "node:timers/promises"
import { type Clock, isPlainObject, knownFileError, systemClock, writeFileAtomic } from "../base/index.ts"
import { isBusy, knownSqliteError } from "./sqlite-errors.ts"

/** Who holds a lock. */
export interface LockHolder {
  /** 0 when the holder has not said yet. */
  readonly pid: number
  readonly host: string
  /** The command it is running, in words. */
  readonly about: string
  /** Milliseconds since 1970 UTC. */
  readonly since: number
}

export type LockOutcome =
  | { readonly held: true; readonly lock: Lock }
  | { readonly held: false; readonly holder: LockHolder }

export interface Lock {
  release(): Promise<void>
}

export interface LockOptions {
  /** How long to wait for another holder; 0, the default, does not wait. */
  readonly timeoutMs?: number
  /** Called when the wait begins, and again when another holder has taken over. */
  readonly onWait?: (holder: LockHolder) => void
  readonly clock?: Clock
}

/**
 * Take a lock that at most one process holds, or say who does. It is SQLite's exclusive lock on an empty file of its own, so the
 * operating system frees it when the process ends in any way. Who holds it stands in a file beside it.
 *
 * @param path file of the lock; made with its folder, never removed
 * @param about what the holder is doing, for those who wait
 * @throws store.database-corrupt when the file holds something else, base.folder-read-only, base.disk-full
 */
export async function acquireLock(path: string, about: string, options: LockOptions = {}): Promise<LockOutcome> {
  const { timeoutMs = 0, onWait = () => {}, clock = systemClock } = options
  const start = clock.elapsed()
  const file = await openLockFile(path)
  let told: LockHolder | undefined
  for (let attempt = 1; ; attempt++) {
    if (tryLock(file, path)) return { held: true, lock: await keep(file, path, { about, clock }) }
    const holder = readHolder(path)
    if (clock.elapsed() - start >= timeoutMs) {
      file.close()
      return { held: false, holder }
    }
    if (told === undefined || told.pid !== holder.pid || told.since !== holder.since) onWait(holder)
    told = holder
    await sleep(Math.min(20 * attempt, 200))
  }
}

/**
 * Who holds a lock on this computer, by the note beside it; to look takes nothing from anybody.
 *
 * @returns undefined where nobody does
 */
export function holderOf(path: string): LockHolder | undefined {
  const holder = readHolder(path)
  if (holder.pid === 0 || holder.host !== hostname()) return undefined
  try {
    process.kill(holder.pid, 0)
    return holder
  } catch {
    return undefined // it was killed before it could take its note away
  }
}

async function openLockFile(path: string): Promise<DatabaseSync> {
  const { DatabaseSync } = await import("node:sqlite")
  try {
    mkdirSync(dirname(path), { recursive: true })
    return new DatabaseSync(path, { timeout: 0 })
  } catch (error) {
    throw knownSqliteError(knownFileError(error, "write", path), path)
  }
}

function tryLock(file: DatabaseSync, path: string): boolean {
  try {
    file.exec("begin exclusive")
    return true
  } catch (error) {
    if (isBusy(error)) return false
    file.close()
    throw knownSqliteError(error, path)
  }
}

async function keep(file: DatabaseSync, path: string, about: { about: string; clock: Clock }): Promise<Lock> {
  const holder: LockHolder = { pid: process.pid, host: hostname(), about: about.about, since: about.clock.now() }
  try {
    await writeFileAtomic(holderPath(path), `${JSON.stringify(holder)}\n`)
  } catch (error) {
    file.close()
    throw error
  }
  return {
    release: async () => {
      if (!file.isOpen) return
      // First the note, then the lock: the next holder writes its own note.
      rmSync(holderPath(path), { force: true })
      file.close()
    },
  }
}

function readHolder(path: string): LockHolder {
  try {
    const note: unknown = JSON.parse(readFileSync(holderPath(path), "utf8"))
    if (isPlainObject(note) && typeof note["pid"] === "number") return { ...unnamed, ...note }
  } catch {
    // The holder is just taking or releasing the lock: its note is not there, and the next try will tell.
  }
  return unnamed
}

function holderPath(path: string): string {
  return `${path}.holder.json`
}

const unnamed: LockHolder = { pid: 0, host: "", about: "another command", since: 0 }
