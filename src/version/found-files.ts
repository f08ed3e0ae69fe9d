import { type BigIntStats, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { knownFileError } from "../base/index.ts"
import { linkLoop, notAFile } from "./errors.ts"

/** A regular file found on disk. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string
  /** Below the folder that was asked for, with `/`; empty for a single file. */
  readonly relpath: string
  readonly stat: BigIntStats
}

export interface Found {
  readonly isDir: boolean
  readonly stat: BigIntStats
  readonly files: readonly FoundFile[]
}

/**
 * Every file of a path, with its stat, in no promised order. Links are followed; `.git`, `.hg` and `.dvc` are not seen.
 *
 * The operating system is asked without going through the thread pool, which for many small calls is several times
 * faster.
 *
 * @throws base.file-missing, base.file-unreadable, version.link-loop, version.not-a-file
 */
export function filesBelow(path: string): Found {
  const stat = statOf(path)
  if (stat.isDirectory()) {
    const files: FoundFile[] = []
    walk({ path, relpath: "", inside: [`${stat.dev}:${stat.ino}`] }, files)
    return { isDir: true, stat, files }
  }
  if (!stat.isFile()) throw notAFile(path)
  return { isDir: false, stat, files: [{ path, relpath: "", stat }] }
}

/** @throws base.file-missing, base.file-unreadable */
export function statOf(path: string): BigIntStats {
  try {
    return statSync(path, { bigint: true })
  } catch (error) {
    throw knownFileError(error, "read", path)
  }
}

interface Folder {
  readonly path: string
  readonly relpath: string
  /** Identities of the folders on the way here; a link to one of them would never end. */
  readonly inside: readonly string[]
}

function walk(folder: Folder, files: FoundFile[]): void {
  for (const name of namesIn(folder.path)) {
    if (neverTracked.has(name)) continue
    const path = join(folder.path, name)
    const relpath = folder.relpath === "" ? name : `${folder.relpath}/${name}`
    const stat = statOf(path)
    if (stat.isDirectory()) {
      const identity = `${stat.dev}:${stat.ino}`
      if (folder.inside.includes(identity)) throw linkLoop(path)
      walk({ path, relpath, inside: [...folder.inside, identity] }, files)
    } else if (stat.isFile()) files.push({ path, relpath, stat })
    else throw notAFile(path)
  }
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch (error) {
    throw knownFileError(error, "read", path)
  }
}

const neverTracked: ReadonlySet<string> = new Set([".git", ".hg", ".dvc"])
