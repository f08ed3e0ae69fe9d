import { execFile } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, renameSync } from "node:fs"
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
    // Where it comes to lie hangs on its name, so that has to be another each time.
    const made = join(around, basename(around))
    await mkdir(made)
    await fill(made)
    await rename(made, folder).catch((error: NodeJS.ErrnoException) => {
      if (!isTaken.has(error.code ?? "")) throw error
      moveInto(folder, made)
    })
  } finally {
    await rm(around, { recursive: true, force: true })
  }
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

/** Another process has made the folder meanwhile, and put something in it. */
const isTaken: ReadonlySet<string> = new Set(["ENOTEMPTY", "EEXIST"])
