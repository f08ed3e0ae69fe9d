import { readFile } from "node:fs/promises"
import { type Clock, KnownError, writeFileAtomic } from "../base/index.ts"
import type { FileMark } from "../store/index.ts"

/**
 * What files hashed to when they were last read, so that an unchanged one costs a stat call. A file counts as unchanged
 * when device, inode, modification and change time and size are the same.
 */
export interface HashCache {
  /** Absolute path of its file. */
  readonly path: string
  /** @returns the MD5 of the file, undefined when it must be read */
  find(path: string, mark: FileMark): string | undefined
  /** Remember; a file so young that a later write could leave all of its stat the same is not remembered. */
  remember(path: string, mark: FileMark, md5: string): void
  /**
   * How long a file must be left alone until its stat tells it from a later version.
   *
   * @returns milliseconds; 0 when it is old enough
   */
  ripensIn(mark: FileMark): number
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
  const above = `${root}/`
  const keyOf = (path: string): string => (path.startsWith(above) ? path.slice(above.length) : path)
  const ripensIn = (mark: FileMark): number => {
    const age = clock.now() - mark[3]
    return age < 0 || age >= ripeAgeMs(mark) ? 0 : Math.ceil(ripeAgeMs(mark) - age)
  }
  return {
    path: file,
    ripensIn,
    find: (path, mark) => {
      const entry = known.get(keyOf(path))
      return entry !== undefined && isSame(entry.mark, mark) ? entry.md5 : undefined
    },
    remember: (path, mark, md5) => {
      if (clock.now() - mark[3] < ripeAgeMs(mark)) return
      known.set(keyOf(path), { mark, md5 })
      learnt = true
    },
    save: async () => {
      if (!learnt) return
      learnt = false
      await writeFileAtomic(file, bytesOf(known)).catch(ifKnown)
    },
  }
}

function isSame(first: FileMark, second: FileMark): boolean {
  for (let part = 0; part < markParts; part++) if (first[part] !== second[part]) return false
  return true
}

interface Entry {
  readonly mark: FileMark
  readonly md5: string
}

/**
 * The file: a line with format and number of entries, the marks as doubles, the MD5s as 32 characters each, the paths with a NUL
 * after each. A million entries are read in a second, which a text format would not allow.
 */
function bytesOf(known: ReadonlyMap<string, Entry>): Buffer {
  const marks = new Float64Array(known.size * markParts)
  const md5s: string[] = []
  for (const { mark, md5 } of known.values()) {
    marks.set(mark, md5s.length * markParts)
    md5s.push(md5)
  }
  const head = Buffer.from(`${magic} ${known.size}\n`)
  const paths = Buffer.from([...known.keys()].map((path) => `${path}\0`).join(""))
  return Buffer.concat([head, Buffer.from(marks.buffer), Buffer.from(md5s.join(""), "latin1"), paths])
}

async function load(file: string): Promise<Map<string, Entry>> {
  try {
    return read(await readFile(file))
  } catch {
    return new Map()
  }
}

function read(bytes: Buffer): Map<string, Entry> {
  const end = bytes.indexOf(10)
  const [name, count = "0"] = bytes.toString("latin1", 0, end).split(" ")
  const entries = Number(count)
  const md5At = end + 1 + entries * markParts * 8
  const pathsAt = md5At + entries * md5Length
  const paths = bytes.toString("utf8", pathsAt).split("\0")
  if (name !== magic || paths.length !== entries + 1) return new Map()
  const marks = new Float64Array(Uint8Array.from(bytes.subarray(end + 1, md5At)).buffer)
  const md5s = bytes.toString("latin1", md5At, pathsAt)
  const known = new Map<string, Entry>()
  for (let index = 0; index < entries; index++) {
    const at = index * markParts
    const mark: FileMark = [marks[at]!, marks[at + 1]!, marks[at + 2]!, marks[at + 3]!, marks[at + 4]!]
    known.set(paths[index]!, { mark, md5: md5s.slice(index * md5Length, (index + 1) * md5Length) })
  }
  return known
}

/** A full disk or read-only folder stops what matters elsewhere, with its own error. */
function ifKnown(error: unknown): void {
  if (!(error instanceof KnownError)) throw error
}

/**
 * File times move in steps: a kernel tick, or one to two seconds on file systems that store whole seconds. Two writes
 * within a step look alike, so only a file older than a step is told apart (git calls the younger ones racily clean).
 */
function ripeAgeMs(mark: FileMark): number {
  return mark[3] % 1000 === 0 ? 2_100 : 20
}

const magic = "mlwright-hashes-2"
const markParts = 5
const md5Length = 32
