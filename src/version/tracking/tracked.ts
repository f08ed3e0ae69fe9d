import { type Dirent, existsSync, readdirSync } from "node:fs"
import { join, relative, sep } from "node:path"
import { pathIgnored } from "../errors.ts"
import { type IgnoreRules, ignoreRules } from "../ignore-rules.ts"
import { isFolder } from "../objects/found-files.ts"
import type { Snapshot } from "../objects/snapshot.ts"
import { rulesOf, type Workspace } from "../workspace.ts"
import { type Pointer, readPointer } from "./pointer.ts"

/** Data that DVC tracks, and who says what it is. */
export interface Tracked {
  /** From the root, with `/`. */
  readonly path: string
  /** Absolute. */
  readonly file: string
  /** Absolute path of the `.dvc` file or `dvc.yaml`. */
  readonly owner: string
  /** Of a `dvc.yaml`. */
  readonly stage?: string
  /** What it was when it was last kept; absent when it never was. */
  readonly snapshot?: Snapshot
  /** Kept in the cache; otherwise in git. */
  readonly cache: boolean
  /** Goes to remotes. */
  readonly push: boolean
  /** The one remote it goes to. */
  readonly remote?: string
  /** Follows a source elsewhere. */
  readonly isImport?: true
  /** Its source is another repository, whose remote has it. */
  readonly isFromRepository?: true
}

/** Files that say what is tracked. */
export interface Trackers {
  readonly pointers: readonly Pointer[]
  /** Absolute paths of every `dvc.yaml`. */
  readonly pipelines: readonly string[]
}

/**
 * Every `.dvc` file and `dvc.yaml` of a workspace, outside of what git or `.dvcignore` leave out, of tracked folders and of
 * repositories within.
 *
 * @throws version.pointer-invalid, version.pointer-conflict, version.path-ignored, base.file-unreadable
 */
export async function findTrackers(workspace: Pick<Workspace, "root" | "rules">): Promise<Trackers> {
  const { root, rules } = workspace
  const git = ignoreRules(root, ".gitignore")
  const pointers: Pointer[] = []
  const pipelines: string[] = []
  const tracked = new Set<string>()
  const visit = async (folder: string): Promise<void> => {
    const folders: string[] = []
    for (const entry of entriesIn(folder)) {
      const path = join(folder, entry.name)
      const isTracker = entry.isFile() && (entry.name.endsWith(".dvc") || entry.name === "dvc.yaml")
      if (!entry.isDirectory() && !isTracker) continue
      if (rules.leavesOut(path, entry.isDirectory()) || git.leavesOut(path, entry.isDirectory())) continue
      if (entry.isDirectory()) folders.push(path)
      else if (entry.name === "dvc.yaml") pipelines.push(path)
      else pointers.push(await readPointer(path))
    }
    for (const { file } of pointers.flatMap(({ outs }) => outs)) tracked.add(file)
    for (const path of folders) if (!tracked.has(path) && !existsSync(join(path, ".dvc"))) await visit(path)
  }
  await visit(root)
  for (const { file } of pointers.flatMap(({ outs }) => outs)) refuseIgnored(rules, file)
  return { pointers, pipelines }
}

/**
 * The same for a folder that is no opened workspace.
 *
 * @throws those of `findTrackers`
 */
export function trackersBelow(root: string): Promise<Trackers> {
  return findTrackers({ root, rules: rulesOf(root) })
}

/** @throws version.path-ignored when `.dvcignore` leaves out what is or is to be tracked */
export function refuseIgnored(rules: IgnoreRules, file: string): void {
  const decided = rules.deciding(file, isFolder(file))
  if (decided?.ignored === true) throw pathIgnored(file, decided.rule)
}

/** What the `.dvc` files say. */
export function trackedByPointers(root: string, pointers: readonly Pointer[]): readonly Tracked[] {
  return pointers.flatMap((pointer) =>
    pointer.outs.map((out) => ({
      path: relative(root, out.file).split(sep).join("/"),
      file: out.file,
      owner: pointer.path,
      cache: out.cache,
      push: out.push,
      ...(out.remote === undefined ? {} : { remote: out.remote }),
      ...(out.snapshot === undefined ? {} : { snapshot: out.snapshot }),
      ...(pointer.isImport ? { isImport: true as const } : {}),
      ...(pointer.isFromRepository ? { isFromRepository: true as const } : {}),
    })),
  )
}

function entriesIn(folder: string): readonly Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true })
    return entries.toSorted((first, second) => (first.name < second.name ? -1 : 1))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") return []
    throw error
  }
}
