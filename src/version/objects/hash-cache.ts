import { readFile } from "node:fs/promises"
import { setTimeout as sleep } from "node:timers/promises"
import { type Clock, KnownError, writeFileAtomic } from "../../base/index.ts"
import type { FileMark } from "../../store/index.ts"

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
   * Wait until the stats of files tell them from later versions: one step of the file system's clock saves reading them
   * again in the next run. A file that needs longer than 50 ms is not waited for.
   */
  untilRipe(marks: readonly FileMark[]): Promise<void>
  /** Written only when something was learnt; where it cannot be written, files are read again next time. */
  save(): Promise<void>
}

/**
 * Open the cache in a file; one that cannot be read counts as empty, for nothing in it is lost.
 *
 * Two processes that save at once keep the entries of the last: the others are learnt again.
 */
export async function openHashCache(file: string, root: string, clock: Clock): Promise<HashCache> {
  const stored = await load(file)
  const learnt = new Map<string, Entry>()
  let isSaved = true
  const above = `${root}/`
  const keyOf = (path: string): string => (path.startsWith(above) ? path.slice(above.length) : path)
  const ripensIn = (mark: FileMark): number => Math.max(0, mark[3] + ripeAgeMs(mark) - clock.now())
  return {
    path: file,
    untilRipe: async (marks) => {
      for (;;) {
        const wait = marks.reduce((longest, mark) => longerWait(longest, ripensIn(mark)), 0)
        if (wait === 0) return
        await sleep(Math.ceil(wait)) // a timer may come a little early, hence the loop
      }
    },
    find: (path, mark) => {
      const key = keyOf(path)
      const young = learnt.get(key)
      if (young !== undefined) return isSame(young.mark, 0, mark) ? young.md5 : undefined
      const number = stored.numberOf(key)
      return number !== undefined && isSame(stored.marks, number, mark) ? md5Of(stored, number) : undefined
    },
    remember: (path, mark, md5) => {
      if (ripensIn(mark) > 0) return
      learnt.set(keyOf(path), { mark, md5 })
      isSaved = false
    },
    save: async () => {
      if (isSaved) return
      isSaved = true
      await writeFileAtomic(file, bytesOf(stored, learnt)).catch(ifKnown)
    },
  }
}

interface Entry {
  readonly mark: FileMark
  readonly md5: string
}

/** Entries as the file has them, each found by its number; what is learnt lies beside them. */
interface Stored {
  /** Path of each entry. */
  readonly paths: readonly string[]
  numberOf(path: string): number | undefined
  /** `markParts` of each entry. */
  readonly marks: Float64Array
  /** `md5Length` characters of each entry. */
  readonly md5s: string
}

/** The longer of two waits that are worth while. */
function longerWait(longest: number, wait: number): number {
  return wait > longestWaitMs ? longest : Math.max(longest, wait)
}

function isSame(marks: ArrayLike<number>, number: number, mark: FileMark): boolean {
  for (let part = 0; part < markParts; part++) if (marks[number * markParts + part] !== mark[part]) return false
  return true
}

function md5Of({ md5s }: Stored, number: number): string {
  return md5s.slice(number * md5Length, (number + 1) * md5Length)
}

/**
 * The file: a line with format and number of entries, the marks as doubles, the MD5s as 32 characters each, the paths with a NUL
 * after each. A million entries are read in a second, which a text format would not allow.
 */
function bytesOf(stored: Stored, learnt: ReadonlyMap<string, Entry>): Buffer {
  const kept = [...stored.paths.entries()].filter(([, path]) => !learnt.has(path))
  const marks = new Float64Array((kept.length + learnt.size) * markParts)
  const md5s: string[] = []
  for (const [number] of kept) {
    marks.set(stored.marks.subarray(number * markParts, (number + 1) * markParts), md5s.length * markParts)
    md5s.push(md5Of(stored, number))
  }
  for (const { mark, md5 } of learnt.values()) {
    marks.set(mark, md5s.length * markParts)
    md5s.push(md5)
  }
  const head = Buffer.from(`${magic} ${md5s.length}\n`)
  const paths = Buffer.from([...kept.map(([, path]) => path), ...learnt.keys()].map((path) => `${path}\0`).join(""))
  return Buffer.concat([head, Buffer.from(marks.buffer), Buffer.from(md5s.join(""), "latin1"), paths])
}

async function load(file: string): Promise<Stored> {
  try {
    return read(await readFile(file))
  } catch {
    return nothing
  }
}

function read(bytes: Buffer): Stored {
  const end = bytes.indexOf(10)
  const [name, count = "0"] = bytes.toString("latin1", 0, end).split(" ")
  const entries = Number(count)
  const md5At = end + 1 + entries * markParts * 8
  const pathsAt = md5At + entries * md5Length
  const paths = bytes.toString("utf8", pathsAt).split("\0")
  if (name !== magic || paths.pop() !== "" || paths.length !== entries) return nothing
  return {
    paths,
    numberOf: numbersOf(paths),
    marks: new Float64Array(Uint8Array.from(bytes.subarray(end + 1, md5At)).buffer),
    md5s: bytes.toString("latin1", md5At, pathsAt),
  }
}

/** Paths are mostly asked for in the order in which they were learnt, where no table of them is needed. */
function numbersOf(paths: readonly string[]): (path: string) => number | undefined {
  let numbers: ReadonlyMap<string, number> | undefined
  let next = 0
  return (path) => {
    if (paths[next] === path) return next++
    if (paths[0] === path) {
      next = 1
      return 0
    }
    numbers ??= new Map(paths.map((known, number) => [known, number]))
    const number = numbers.get(path)
    if (number !== undefined) next = number + 1
    return number
  }
}

const nothing: Stored = { paths: [], numberOf: () => undefined, marks: new Float64Array(0), md5s: "" }

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

const longestWaitMs = 50
const magic = "mlwright-hashes-2"
const markParts = 5
const md5Length = 32
