import { existsSync } from "node:fs"
import { mkdir, mkdtemp, open, readFile, rename, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { diskFull, fileMissing, fileUnreadable, folderInTheWay, folderReadOnly } from "./errors.ts"

/**
 * Write a file so that a reader sees the old content or the new, never a part: temporary file beside it, sync, rename.
 * Missing parent folders are made.
 *
 * @throws base.disk-full, base.folder-read-only
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  await withFileErrors("write", path, async () => {
    await mkdir(dirname(path), { recursive: true })
    const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${temporaryCount++}.tmp`)
    try {
      const file = await open(temporary, "wx")
      try {
        await file.writeFile(data)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(temporary, path)
    } catch (error) {
      await rm(temporary, { force: true })
      throw error
    }
  })
}

/**
 * Fill a new folder and put it in the place of `path` only when `fill` has ended well; an older folder there is replaced whole.
 *
 * @throws base.disk-full, base.folder-read-only and what `fill` throws
 */
export async function writeFolderAtomic(path: string, fill: (folder: string) => Promise<void>): Promise<void> {
  await withFileErrors("write", path, async () => {
    await mkdir(dirname(path), { recursive: true })
    const temporary = await mkdtemp(join(dirname(path), `.${basename(path)}.tmp-`))
    try {
      const older = join(temporary, "older")
      const newer = join(temporary, "newer")
      await mkdir(newer)
      await fill(newer)
      if (existsSync(path)) await rename(path, older)
      await rename(newer, path)
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
  })
}

/** @throws base.file-missing, base.file-unreadable */
export async function readText(path: string): Promise<string> {
  return withFileErrors("read", path, () => readFile(path, "utf8"))
}

/** Run file work and turn what the operating system says into an error a person can act on. */
export async function withFileErrors<T>(action: "read" | "write", path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw knownFileError(error, action, path)
  }
}

/** The known error for an errno, or the error itself when it says nothing about files. */
export function knownFileError(error: unknown, action: "read" | "write", path: string): unknown {
  switch ((error as NodeJS.ErrnoException | null)?.code) {
    case "ENOSPC":
    case "EDQUOT":
      return diskFull(path, error)
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return action === "write" ? folderReadOnly(path, error) : fileUnreadable(path, error)
    case "ENOENT":
    case "ENOTDIR":
    case "ELOOP":
      return action === "read" ? fileMissing(path, error) : folderReadOnly(path, error)
    case "EISDIR":
      return action === "write" ? folderInTheWay(path, error) : fileUnreadable(path, error)
    default:
      return error
  }
}

/**
 * The known error for an errno that is never a mistake of the program, whatever was being done; else the error itself.
 * For the outermost edge: nearer to the work, `withFileErrors` names the file better.
 */
export function knownDiskError(error: unknown): unknown {
  const { code, dest, path } = (error ?? {}) as NodeJS.ErrnoException & { readonly dest?: string }
  const isOfDisk = code === "ENOSPC" || code === "EDQUOT" || code === "EROFS"
  return isOfDisk ? knownFileError(error, "write", dest ?? path ?? "a file") : error
}

let temporaryCount = 0
