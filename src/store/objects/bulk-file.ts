import { hash } from "node:crypto"
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  writeSync,
} from "node:fs"
import { dirname } from "node:path"
import { threadId } from "node:worker_threads"
import type { BulkDone, BulkItem, BulkWork, FileMark } from "./bulk-work.ts"
import { md5OfLarge } from "./large-file.ts"
import { openNew } from "./save-whole.ts"

/** @throws what the operating system answers, and errors with the code CHANGED or CORRUPT */
export async function doOne(item: BulkItem, work: BulkWork): Promise<BulkDone> {
  if (work.kind === "protect") {
    chmodSync(item.file, 0o444)
    return { md5: "" }
  }
  if (work.kind === "place" && work.how !== "copy") return linkOne(item, work)
  const fd = openSync(item.file, "r")
  try {
    const done = work.kind === "place" ? placeSmall(fd, { item, work }) : doMarked(fd, { item, work })
    if (done !== undefined) return done
    const before = fstatSync(fd)
    const { md5, made } =
      before.size <= wholeBytes ? doSmall(fd, before, { item, work }) : await doLarge(fd, { item, work })
    if (work.kind === "place") return { md5, ...finish(made!, { item, work, md5 }) }
    const after = fstatSync(fd)
    if (before.mtimeMs !== after.mtimeMs || before.size !== after.size) {
      if (made !== undefined && !isPrivate(work)) rmSync(made.path, { force: true })
      throw fault("CHANGED", "it changed while it was read")
    }
    if (made !== undefined) finish(made, { item, work, md5 })
    return { md5, mark: markOf(before) }
  } finally {
    closeSync(fd)
  }
}

export function markOf(stat: Stats): FileMark {
  return [stat.dev, stat.ino, stat.mtimeMs, stat.ctimeMs, stat.size]
}

/** A file written beside its place, not yet in it. */
interface Made {
  readonly path: string
  /** Where it is wanted. */
  readonly mark?: FileMark
}

interface Task {
  readonly item: BulkItem
  readonly work: BulkWork
}

/** Whether a small object is whole shows in its MD5 alone. @returns undefined when there is more to look at */
function placeSmall(fd: number, { item, work }: Task): BulkDone | undefined {
  const { md5 = "" } = item
  const read = readSync(fd, buffer, 0, buffer.length, 0)
  const bytes = buffer.subarray(0, read)
  if (read > wholeBytes || (md5 !== "" && hash("md5", bytes) !== md5)) return undefined
  const task = { item, work, md5 }
  return { md5, ...finish(writeNew(temporaryOf(task), bytes, task), task) }
}

/** A small file that is still what it was a moment ago. @returns undefined when there is more to look at */
function doMarked(fd: number, task: Task): BulkDone | undefined {
  const { mark } = task.item
  if (mark === undefined || mark[4] > wholeBytes) return undefined
  const bytes = buffer.subarray(0, readSync(fd, buffer, 0, mark[4] + 1, 0))
  if (bytes.length !== mark[4] || !markOf(fstatSync(fd)).every((part, place) => part === mark[place])) return undefined
  const { md5, made } = takeSmall(bytes, task)
  if (made !== undefined) finish(made, { ...task, md5 })
  return { md5 }
}

function doSmall(fd: number, stat: Stats, task: Task): { readonly md5: string; readonly made?: Made } {
  // Room for one byte more than the stat says: a file that grew meanwhile shows itself, now or in its stat afterwards.
  let read = 0
  for (let got = -1; got !== 0 && read < stat.size; read += got)
    got = readSync(fd, buffer, read, stat.size + 1 - read, -1)
  if (read !== stat.size) throw fault("CHANGED", "it changed while it was read")
  return takeSmall(buffer.subarray(0, read), task)
}

function takeSmall(bytes: Buffer, task: Task): { readonly md5: string; readonly made?: Made } {
  const isNamed = task.work.kind !== "place" || task.item.md5 !== undefined
  const md5 = isNamed ? hash("md5", bytes) : ""
  if (task.work.kind === "hash" || isKept(md5, task.work)) return { md5 }
  checkName(md5, task)
  return { md5, made: writeNew(temporaryOf(task, md5), bytes, task) }
}

async function doLarge(fd: number, task: Task): Promise<{ readonly md5: string; readonly made?: Made }> {
  if (task.work.kind === "hash") return { md5: await md5OfLarge(fd) }
  const path = temporaryOf(task)
  mkdirSync(dirname(path), { recursive: true })
  if (task.work.kind === "place" && task.item.md5 === undefined) return { md5: "", made: copyUnread(task, path) }
  const to = openSync(path, "wx", isPrivate(task.work) ? 0o444 : 0o644)
  try {
    const md5 = await md5OfLarge(fd, { to })
    checkName(md5, task)
    return { md5, made: { path, ...closing(to, task.work) } }
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(to)
  }
}

/** A copy that the operating system makes alone. */
function copyUnread({ item, work }: Task, path: string): Made {
  try {
    copyFileSync(item.file, path, constants.COPYFILE_EXCL)
    chmodSync(path, 0o644)
    const to = openSync(path, "r+")
    try {
      return { path, ...closing(to, work) }
    } finally {
      closeSync(to)
    }
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  }
}

/** The last words to a file that is written: durable if wanted, and its mode. */
function closing(to: number, work: BulkWork): Pick<Made, "mark"> {
  if (work.kind === "place" && work.mode !== 0o644) fchmodSync(to, work.mode)
  const sync = (work.kind === "keep" || work.kind === "place") && work.sync
  if (sync) fsyncSync(to)
  if (work.kind === "keep" && (sync || (isPrivate(work) && hidesNew))) fchmodSync(to, 0o444)
  return work.kind === "place" && work.temporary === undefined && work.unmarked !== true
    ? { mark: markOf(fstatSync(to)) }
    : {}
}

function writeNew(path: string, bytes: Buffer, { work }: Task): Made {
  const to = openOwn(path, work)
  if (to === undefined) return { path }
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(to, bytes, written)
    return { path, ...closing(to, work) }
  } catch (error) {
    rmSync(path, { force: true })
    throw error
  } finally {
    closeSync(to)
  }
}

/** @returns undefined when a thread of the same job makes the same object */
function openOwn(path: string, work: BulkWork): number | undefined {
  if (!isPrivate(work)) return openNew(path, 0o644)
  try {
    return openNew(path, 0o444)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return undefined
    throw error
  }
}

function isPrivate(work: BulkWork): boolean {
  return work.kind === "keep" && work.private === true
}

/** @returns the mark of the file in its place: a rename changes the change time */
function finish({ path, ...made }: Made, { item, work, md5 }: Task & { readonly md5: string }): Pick<Made, "mark"> {
  const target = targetOf(item, work, md5)
  if (path === target) return made
  renameInto(path, target)
  return work.kind === "place" && work.unmarked !== true ? { mark: markOf(statSync(target)) } : {}
}

function targetOf(item: BulkItem, work: BulkWork, md5: string): string {
  return work.kind === "keep" ? objectIn(work.folder, md5) : (item.target ?? "")
}

function renameInto(from: string, target: string): void {
  try {
    renameSync(from, target)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      rmSync(from, { force: true })
      throw error
    }
    mkdirSync(dirname(target), { recursive: true })
    renameSync(from, target)
  }
}

/** The object is there already, whole as its mode says. */
function isKept(md5: string, work: BulkWork): boolean {
  if (work.kind !== "keep" || isPrivate(work)) return false
  const stat = statSync(objectIn(work.folder, md5), { throwIfNoEntry: false })
  return stat !== undefined && (stat.mode & 0o777) === 0o444
}

function checkName(md5: string, { item, work }: Task): void {
  if (work.kind === "place" && item.md5 !== undefined && item.md5 !== md5)
    throw fault("CORRUPT", `its MD5 is ${md5}, wanted was ${item.md5}`)
}

function linkOne(item: BulkItem, work: Extract<BulkWork, { readonly kind: "place" }>): BulkDone {
  const { file, target = "" } = item
  const { how, mode } = work
  const made = temporaryOf({ item, work })
  mkdirSync(dirname(made), { recursive: true })
  try {
    // An empty file has nothing to share, and its link would tie all empty files together.
    if (how === "hardlink" && statSync(file).size > 0) linkSync(file, made)
    else if (how === "symlink") symlinkSync(file, made)
    else copyFileSync(file, made, how === "reflink" ? constants.COPYFILE_FICLONE_FORCE : 0)
    if (how === "reflink") chmodSync(made, mode)
    if (made !== target) renameInto(made, target)
  } finally {
    // Where the target was a hard link to the same file already, the rename has done nothing.
    if (made !== target) rmSync(made, { force: true })
  }
  return { md5: "", mark: markOf(statSync(target)) }
}

/**
 * In the folder of the target where that is known: a rename from one folder to another takes a lock of the whole file
 * system, for which threads would wait.
 */
function temporaryOf({ item, work }: Task, md5?: string): string {
  const name = `.tmp-${process.pid}-${threadId}-${count++}`
  if (isPrivate(work) && md5 !== undefined) return targetOf(item, work, md5)
  if (work.kind === "keep") return `${md5 === undefined ? work.folder : dirname(objectIn(work.folder, md5))}/${name}`
  const target = item.target ?? ""
  if (work.kind !== "place" || work.temporary === undefined) return target
  return `${work.temporary === "beside" ? dirname(target) : work.temporary}/${name}`
}

export function objectIn(folder: string, md5: string): string {
  return `${folder}/${md5.slice(0, 2)}/${md5.slice(2)}`
}

function fault(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

let count = 0

/** New files are not for everybody to read unless they are told so. */
const hidesNew = (process.umask() & 0o444) !== 0

/** A file up to here is read in one piece. */
const wholeBytes = 1 << 20

const buffer = Buffer.allocUnsafe(wholeBytes + 1)
