import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
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
  if (existsSync(folder)) return
  await mkdir(dirname(folder), { recursive: true })
  const around = await mkdtemp(join(dirname(folder), `.tmp-${process.pid}-`))
  try {
    await spreadBelow(around)
    // Where it comes to lie hangs on its name, so that has to be another each time.
    const made = join(around, basename(around))
    await mkdir(made)
    await rename(made, folder)
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException
    if (!isTaken.has(code)) throw error
  } finally {
    await rm(around, { recursive: true, force: true })
  }
}

function spreadBelow(folder: string): Promise<void> {
  return new Promise((resolve) => {
    execFile("chattr", ["+T", folder], () => resolve())
  })
}

/** Another process has made the folder meanwhile, and put something in it. */
const isTaken: ReadonlySet<string> = new Set(["ENOTEMPTY", "EEXIST"])
