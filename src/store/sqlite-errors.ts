import { accessSync, constants, existsSync } from "node:fs"
import { dirname } from "node:path"
import { diskFull, folderReadOnly, knownFileError } from "../base/index.ts"
import { databaseBusy, databaseCorrupt, databaseUnopenable, diskFailed } from "./errors.ts"

/** Another connection holds the lock: the same statement may work a moment later. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error)
  return code === BUSY || code === LOCKED
}

/** The known error for what SQLite says about the file, or the error itself when it is about the statement. */
export function knownSqliteError(error: unknown, path: string, waitedMs = 0): unknown {
  if (fullCode(error) === IOERR_SHMSIZE) return diskFull(path, error)
  switch (primaryCode(error)) {
    case BUSY:
    case LOCKED:
      return databaseBusy(path, Math.round(waitedMs), error)
    case FULL:
      return diskFull(path, error)
    case READONLY:
    case PERM:
      return folderReadOnly(path, error)
    case CORRUPT:
    case NOTADB:
      return databaseCorrupt(path, error)
    case CANTOPEN:
      return unopenable(path, error)
    case IOERR:
      return diskFailed(path, error)
    default:
      return error
  }
}

/** SQLite does not say why; a folder that may not be written, where its files beside the database go, is the usual reason. */
function unopenable(path: string, error: unknown): unknown {
  try {
    accessSync(dirname(path), constants.W_OK)
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK)
  } catch (refused) {
    return knownFileError(refused, "write", path)
  }
  return databaseUnopenable(path, "wanted a file that can be read and written, it is not one", error)
}

/** The low byte is the primary result code, the rest says more. */
function primaryCode(error: unknown): number | undefined {
  const code = fullCode(error)
  return code === undefined ? undefined : code & 0xff
}

function fullCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode
  return typeof code === "number" ? code : undefined
}

// Result codes of the SQLite C interface.
const PERM = 3
const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const NOTADB = 26
/** The shared memory file beside a WAL database could not grow. */
const IOERR_SHMSIZE = 4874
