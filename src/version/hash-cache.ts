import type { BigIntStats } from "node:fs"
import { readFile } from "node:fs/promises"
import { relative } from "node:path"
import { type Clock, isPlainObject, KnownError, writeFileAtomic } from "../base/index.ts"

/**
 * What files hashed to when they were last read, so that an unchanged one costs a stat call. A file counts as unchanged
 * when device, inode, modification and change time in nanoseconds and size are the same.
 */
export interface HashCache {
  /** Absolute path of its file. */
  readonly path: string
  /** @returns the MD5 of the file, undefined when it must be read */
  find(path: string, stat: BigIntStats): string | undefined
  /** Remember; a file so young that a later write could leave all of its stat the same is not remembered. */
  remember(path: string, stat: BigIntStats, md5: string): void
  /**
   * How long a file must be left alone until its stat tells it from a later version.
   *
   * @returns milliseconds; 0 when it is old enough
   */
  ripensIn(stat: BigIntStats): number
  /** Written only when something was learnt; where it cannot be written, files are read again next time. */
  save(): Promise<void>
}

/**
 * Open the cache in a file; one that cannot be read counts as empty, for nothing in it is lost.
 *
 * Two processes that save at once keep the entries of the last: the others are learnt again.
 */
export async function openHashCache(file: string, root: string, clock: Clock): Promise<HashCache> {
  const known = await load(file)
  let learnt = false
  const ripensIn = (stat: BigIntStats): number => {
    const age = clock.now() - Number(stat.ctimeNs / 1_000_000n)
    return age < 0 || age >= ripeAgeMs(stat) ? 0 : ripeAgeMs(stat) - age
  }
  return {
    path: file,
    ripensIn,
    find: (path, stat) => {
      const entry = known.get(relative(root, path))
      return entry !== undefined && entry[0] === identity(stat) ? entry[1] : undefined
    },
    remember: (path, stat, md5) => {
      const age = clock.now() - Number(stat.ctimeNs / 1_000_000n)
      if (age < ripeAgeMs(stat)) return
      known.set(relative(root, path), [identity(stat), md5])
      learnt = true
    },
    save: async () => {
      if (!learnt) return
      learnt = false
      await writeFileAtomic(file, JSON.stringify({ format: 1, files: Object.fromEntries(known) })).catch(ifKnown)
    },
  }
}

type Entry = readonly [identity: string, md5: string]

async function load(file: string): Promise<Map<string, Entry>> {
  try {
    const stored: unknown = JSON.parse(await readFile(file, "utf8"))
    if (!isPlainObject(stored) || stored["format"] !== 1 || !isPlainObject(stored["files"])) return new Map()
    return new Map(Object.entries(stored["files"]).filter((pair): pair is [string, Entry] => isEntry(pair[1])))
  } catch {
    return new Map()
  }
}

/** A full disk or read-only folder stops what matters elsewhere, with its own error. */
function ifKnown(error: unknown): void {
  if (!(error instanceof KnownError)) throw error
}

function isEntry(value: unknown): value is Entry {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === "string")
}

function identity(stat: BigIntStats): string {
  return `${stat.dev}:${stat.ino}:${stat.mtimeNs}:${stat.ctimeNs}:${stat.size}`
}

/**
 * File times move in steps: a kernel tick, or one to two seconds on file systems that store whole seconds. Two writes
 * within a step look alike, so only a file older than a step is told apart (git calls the younger ones racily clean).
 */
function ripeAgeMs(stat: BigIntStats): number {
  return stat.ctimeNs % 1_000_000_000n === 0n ? 2_100 : 20
}
