import { execFile } from "node:child_process"
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, unlinkSync } from "node:fs"
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"

/**
 * Make a folder, and those above it, on a part of the disk that little is kept on; one that is there stays as it is.
 *
 * ext4 keeps new files near the folder they are made in, and without a journal it asks of every file that was deleted there in
 * the last minutes, for each new one, whether its place may be used again: 20,000 files after as many were deleted take up to
 * seven times as long. Folders below one with the attribute T are spread over the disk instead. Elsewhere the attribute is
 * not known, and nothing is lost by it.
 *
 * @throws what the operating system answers
 */
export async function makeApart(folder: string): Promise<void> {
  if (!existsSync(folder)) await fillApart(folder, async () => {})
}

/**
 * Fill a new folder of objects, `ab/cdef`, that others see only when all of it is there, as `makeApart` makes it. Where another
 * process has made the folder meanwhile, the objects are moved into it.
 *
 * @param fill is given the folder as it is called until then
 * @throws what the operating system answers and what `fill` throws
 */
export async function fillApart(folder: string, fill: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  const around = await mkdtemp(join(dirname(folder), `.tmp-${process.pid}-`))
  try {
    await spreadBelow(around)
    const made = fastestBelow(around)
    await fill(made)
    await rename(made, folder).catch((error: NodeJS.ErrnoException) => {
      if (!isTaken.has(error.code ?? "")) throw error
      moveInto(folder, made)
    })
  } finally {
    await rm(around, { recursive: true, force: true })
  }
}

/**
 * Of some new folders the one in which files are made fastest. Where each comes to lie hangs on its name, which has to be another
 * each time; a place where many files were deleted a moment ago shows in nothing but the time.
 */
function fastestBelow(around: string): string {
  const tried = Array.from({ length: places }, (_, nth) => {
    const folder = join(around, `${basename(around)}-${nth}`)
    mkdirSync(folder)
    return { folder, ms: Math.min(...Array.from({ length: tries }, () => msOfFile(join(folder, "try")))) }
  })
  return tried.reduce((best, one) => (one.ms < best.ms ? one : best)).folder
}

function msOfFile(file: string): number {
  const start = performance.now()
  closeSync(openSync(file, "wx"))
  const ms = performance.now() - start
  unlinkSync(file)
  return ms
}

function moveInto(folder: string, made: string): void {
  for (const prefix of readdirSync(made)) {
    mkdirSync(join(folder, prefix), { recursive: true })
    for (const name of readdirSync(join(made, prefix))) renameSync(join(made, prefix, name), join(folder, prefix, name))
  }
}

function spreadBelow(folder: string): Promise<void> {
  return new Promise((resolve) => {
    execFile("chattr", ["+T", folder], () => resolve())
  })
}

const places = 4
const tries = 3

/** Another process has made the folder meanwhile, and put something in it. */
const isTaken: ReadonlySet<string> = new Set(["ENOTEMPTY", "EEXIST"])
