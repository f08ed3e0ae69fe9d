import { existsSync, lstatSync, statSync } from "node:fs"
import { join, relative, sep } from "node:path"
import {
  notAFile,
  nothingToTrack,
  pathHoldsRepository,
  pathInLink,
  pathOutside,
  pathsOverlap,
  trackedByGit,
} from "../errors.ts"
import { firstInGit, stageInGit } from "../git/tree.ts"
import { refuseWhereBusy } from "../locks/path-locks.ts"
import type { Snapshot } from "../objects/snapshot.ts"
import type { Workspace } from "../workspace.ts"
import { addInto } from "./add-into.ts"
import { type TrackOptions, trackPath } from "./track-path.ts"
import { refuseIgnored, type Tracked } from "./tracked.ts"

export interface Added {
  /** Absolute. */
  readonly path: string
  /** Absolute path of its `.dvc` file. */
  readonly pointer: string
  readonly snapshot: Snapshot
}

export interface AddRequest {
  /** Absolute. */
  readonly paths: readonly string[]
  /** What is tracked now. */
  readonly tracked: readonly Tracked[]
  /** Absolute; paths are told as seen from there. The root when left out. */
  readonly folder?: string
}

/**
 * Track files and folders as `dvc add` does. A file inside a tracked folder is taken into the folder's manifest, the rest
 * of which stays as it is.
 *
 * @throws version.path-missing, version.path-outside, version.path-holds-repository, version.path-in-link, version.path-ignored, version.paths-overlap, version.tracked-by-git and those of
 *   `trackPath`
 */
export async function addPaths(
  workspace: Workspace,
  { paths, tracked, folder = workspace.root }: AddRequest,
  options: TrackOptions = {},
): Promise<readonly Added[]> {
  for (const path of paths) check(workspace, path, tracked)
  refuseWhereBusy(workspace, paths)
  const inGit = await firstInGit(workspace.root, paths)
  if (inGit !== undefined) {
    const file = join(workspace.root, inGit)
    throw trackedByGit(
      relative(folder, paths.find((path) => file === path || file.startsWith(`${path}${sep}`)) ?? file),
    )
  }
  const added: Added[] = []
  for (const path of paths) {
    const around = tracked.find(({ file }) => path.startsWith(`${file}${sep}`))
    const one =
      around === undefined ? await trackPath(workspace, path, options) : await addInto(workspace, around, path)
    added.push({ path: around?.file ?? path, ...one })
  }
  if (workspace.config.get("core")?.get("autostage")?.value.toLowerCase() === "true")
    await stageInGit(
      workspace.root,
      added.flatMap(({ path, pointer }) => [pointer, join(path, "..", ".gitignore")]),
    )
  return added
}

function check(workspace: Workspace, path: string, tracked: readonly Tracked[]): void {
  const { root } = workspace
  const shown = relative(root, path)
  if (`${root}${sep}`.startsWith(`${path}${sep}`)) throw pathHoldsRepository(path)
  if (shown === ".." || shown.startsWith(`..${sep}`)) throw pathOutside(path, root)
  if (!existsSync(path)) throw nothingToTrack(shown)
  if (!statSync(path).isFile() && !statSync(path).isDirectory()) throw notAFile(shown)
  refuseIgnored(workspace.rules, path)
  refuseLinkedFolder(root, path)
  refuseOverlap(workspace, path, tracked)
}

/** What lies behind a link to a folder is changed in place by a checkout, so DVC does not track it either. */
function refuseLinkedFolder(root: string, path: string): void {
  for (let at = path; at !== root; at = join(at, ".."))
    if (lstatSync(at).isSymbolicLink() && statSync(at).isDirectory())
      throw pathInLink(relative(root, path), relative(root, at))
}

/** @throws version.paths-overlap when something else is tracked there, around or below */
export function refuseOverlap({ root }: Pick<Workspace, "root">, path: string, tracked: readonly Tracked[]): void {
  const overlap = tracked.find(({ file, stage }) =>
    stage === undefined
      ? file.startsWith(`${path}${sep}`)
      : file === path || file.startsWith(`${path}${sep}`) || path.startsWith(`${file}${sep}`),
  )
  if (overlap !== undefined)
    throw pathsOverlap(relative(root, path), overlap.path, overlap.stage ?? relative(root, overlap.owner))
}
