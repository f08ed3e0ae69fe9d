import { existsSync, readdirSync, type Stats, statSync } from "node:fs"
import { knownFileError } from "../../base/index.ts"
import { type FileMark, markOf } from "../../store/index.ts"
import { linkLoop, nameNotText, notAFile, rulesInside } from "../errors.ts"
import type { IgnoreRules } from "../ignore-rules.ts"

/** A regular file found on disk. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string
  /** Below the folder that was asked for, with `/`; empty for a single file. */
  readonly relpath: string
  readonly mark: FileMark
}

export interface Found {
  readonly isDir: boolean
  /** The owner may execute it; false for a folder. */
  readonly isExec: boolean
  readonly files: readonly FoundFile[]
}

/**
 * Every file of a path, with its stat, in no promised order. Links are followed; `.git`, `.hg`, `.dvc` and what the rules
 * leave out are not seen.
 *
 * The operating system is asked without going through the thread pool, which for many small calls is several times
 * faster.
 *
 * @throws base.file-missing, base.file-unreadable, version.link-loop, version.not-a-file, version.name-not-text,
 *   version.rules-inside
 */
export function filesBelow(path: string, rules?: IgnoreRules, onMany?: OnMany): Found {
  const stat = statOf(path)
  if (stat.isDirectory()) {
    const files: FoundFile[] = []
    walk({ path, relpath: "", inside: [`${stat.dev}:${stat.ino}`] }, { files, rules, onMany })
    return { isDir: true, isExec: false, files }
  }
  if (!stat.isFile()) throw notAFile(path)
  return { isDir: false, isExec: (stat.mode & 0o111) !== 0, files: [{ path, relpath: "", mark: markOf(stat) }] }
}

/** @throws base.file-missing, base.file-unreadable */
export function statOf(path: string): Stats {
  try {
    return statSync(path)
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ELOOP" ? linkLoop(path) : knownFileError(error, "read", path)
  }
}

interface Folder {
  readonly path: string
  readonly relpath: string
  /** Identities of the folders on the way here; a link to one of them would never end. */
  readonly inside: readonly string[]
}

/** Called once when so many files were found that work on them can be made ready. */
type OnMany = (files: readonly FoundFile[]) => void

interface Walk {
  readonly files: FoundFile[]
  readonly rules: IgnoreRules | undefined
  readonly onMany: OnMany | undefined
}

function walk(folder: Folder, to: Walk): void {
  for (const name of namesIn(folder.path)) {
    if (neverTracked.has(name)) continue
    const path = `${folder.path}/${name}`
    if (name === ".dvcignore" && to.rules !== undefined) throw rulesInside(path)
    if (name.includes(notText) && !existsSync(path)) throw nameNotText(path)
    const stat = statOf(path)
    const isDir = stat.isDirectory()
    if (to.rules?.leavesOut(path, isDir) === true) continue
    const relpath = folder.relpath === "" ? name : `${folder.relpath}/${name}`
    if (isDir) {
      const identity = `${stat.dev}:${stat.ino}`
      if (folder.inside.includes(identity)) throw linkLoop(path)
      walk({ path, relpath, inside: [...folder.inside, identity] }, to)
    } else if (stat.isFile()) {
      to.files.push({ path, relpath, mark: markOf(stat) })
      if (to.files.length === manyFiles) to.onMany?.(to.files)
    } else throw notAFile(path)
  }
}

function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch (error) {
    throw knownFileError(error, "read", path)
  }
}

const manyFiles = 2_000

const neverTracked: ReadonlySet<string> = new Set([".git", ".hg", ".dvc"])

/** What stands in a name for bytes that are no UTF-8. */
const notText = "\ufffd"

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
