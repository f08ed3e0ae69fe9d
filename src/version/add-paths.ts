import { existsSync, statSync } from "node:fs"
import { join, relative, sep } from "node:path"
import { hashBytes } from "../base/index.ts"
import { notAFile, nothingToTrack, pathOutside, pathsOverlap, trackedByGit } from "./errors.ts"
import { filesBelow } from "./found-files.ts"
import { firstInGit } from "./git-tree.ts"
import { keepFiles, keepText } from "./keep-path.ts"
import { manifestText } from "./manifest.ts"
import { manifestOf, objectPath } from "./objects.ts"
import { writePointer } from "./pointer.ts"
import type { Snapshot } from "./snapshot.ts"
import { type TrackOptions, trackPath } from "./track-path.ts"
import type { Tracked } from "./tracked.ts"
import type { Workspace } from "./workspace.ts"

export interface Added {
  /** Absolute. */
  readonly path: string
  /** Absolute path of its `.dvc` file. */
  readonly pointer: string
  readonly snapshot: Snapshot
}

/**
 * Track files and folders as `dvc add` does. A file inside a tracked folder is taken into the folder's manifest, the rest
 * of which stays as it is.
 *
 * @param paths absolute
 * @param tracked what is tracked now
 * @throws version.path-missing, version.path-outside, version.paths-overlap, version.tracked-by-git and those of
 *   `trackPath`
 */
export async function addPaths(
  workspace: Workspace,
  { paths, tracked }: { readonly paths: readonly string[]; readonly tracked: readonly Tracked[] },
  options: TrackOptions = {},
): Promise<readonly Added[]> {
  for (const path of paths) check(workspace, path, tracked)
  const inGit = await firstInGit(workspace.root, paths)
  if (inGit !== undefined) throw trackedByGit(inGit)
  const added: Added[] = []
  for (const path of paths) {
    const around = tracked.find(({ file }) => path.startsWith(`${file}${sep}`))
    const one =
      around === undefined ? await trackPath(workspace, path, options) : await addInto(workspace, around, path)
    added.push({ path: around?.file ?? path, ...one })
  }
  return added
}

function check(workspace: Workspace, path: string, tracked: readonly Tracked[]): void {
  const shown = relative(workspace.root, path)
  if (shown === "" || shown.startsWith("..")) throw pathOutside(path, workspace.root)
  if (!existsSync(path)) throw nothingToTrack(shown)
  if (!statSync(path).isFile() && !statSync(path).isDirectory()) throw notAFile(shown)
  const overlap = tracked.find(({ file, stage }) =>
    stage === undefined
      ? file.startsWith(`${path}${sep}`)
      : file === path || file.startsWith(`${path}${sep}`) || path.startsWith(`${file}${sep}`),
  )
  if (overlap !== undefined)
    throw pathsOverlap(shown, overlap.path, overlap.stage ?? relative(workspace.root, overlap.owner))
}

/** Take one file or folder into the manifest of the tracked folder around it. */
async function addInto(
  workspace: Workspace,
  around: Tracked,
  path: string,
): Promise<{ readonly pointer: string; readonly snapshot: Snapshot }> {
  const { file, snapshot: before } = around
  if (before === undefined || !before.isDir || before.isLegacy === true) return trackPath(workspace, file)
  const below = relative(file, path).split(sep).join("/")
  const found = filesBelow(path, workspace.rules)
  const md5s = await keepFiles(workspace, found.files)
  const others = (await manifestOf(workspace, before, around.path)).filter(
    ({ relpath }) => relpath !== below && !relpath.startsWith(`${below}/`),
  )
  const own = found.files.map(({ relpath }, index) => ({
    md5: md5s[index]!,
    relpath: relpath === "" ? below : `${below}/${relpath}`,
  }))
  const entries = [...others, ...own]
  const manifest = manifestText(entries)
  const md5 = `${hashBytes("md5", manifest)}.dir`
  await keepText(workspace, md5, manifest)
  const size = sizeOf(workspace, { entries: others, folder: file })
  const sum = found.files.reduce((total, { mark }) => total + mark[4], size)
  const snapshot = { md5, size: sum, isDir: true, nfiles: entries.length }
  const pointer = await writePointer(file, snapshot)
  await workspace.hashes.save()
  return { pointer, snapshot }
}

/** Bytes of files of a manifest: of the object, or of the file in the workspace. */
function sizeOf(
  workspace: Workspace,
  {
    entries,
    folder,
  }: { readonly entries: readonly { readonly md5: string; readonly relpath: string }[]; readonly folder: string },
): number {
  return entries.reduce((sum, { md5, relpath }) => {
    const stat =
      statSync(objectPath(workspace, { md5 }), { throwIfNoEntry: false }) ??
      statSync(join(folder, relpath), { throwIfNoEntry: false })
    return sum + (stat?.size ?? 0)
  }, 0)
}
