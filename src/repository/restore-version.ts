import { existsSync } from "node:fs"
import { mkdir, readFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { KnownError, withFileErrors, writeFileAtomic } from "../base/index.ts"
import {
  addPaths,
  blobsOf,
  hasRevision,
  type OnDone,
  placeSnapshot,
  type Snapshot,
  treeAt,
  unsavedData,
  writePointer,
} from "../version/index.ts"
import { revisionUnknown, versionAbsent, versionNotHere } from "./errors.ts"
import { contentAt, pathIn } from "./file-versions.ts"
import type { Repository } from "./repository.ts"
import { trackedAt } from "./tracked-at.ts"

/** A path whose older content was brought back. */
export interface Restored {
  /** From the root, with `/`. */
  readonly path: string
  readonly hash: string
  /** The `.dvc` file that says so now; absent for outputs of stages and files of git. */
  readonly pointer?: string
}

export interface RestoreOptions {
  /** Replace data that is in no cache. */
  readonly force?: boolean | undefined
  readonly onDone?: OnDone | undefined
}

/**
 * Make a path what it was at a commit, and let its `.dvc` file say so; git's HEAD stays where it is. Of a file in a tracked
 * folder only that file changes. The output of a stage changes alone, for `dvc.lock` tells what the stage made.
 *
 * @throws repository.revision-unknown, repository.version-absent, repository.version-not-here, version.unsaved-data
 */
export async function restoreVersion(
  repository: Repository,
  { file, revision }: { readonly file: string; readonly revision: string },
  { force = false, onDone }: RestoreOptions = {},
): Promise<Restored> {
  const { root, workspace } = repository
  const path = pathIn(repository, file)
  if (!(await hasRevision(root, revision))) throw revisionUnknown(revision)
  const old = await contentAt(workspace, await trackedAt({ root }, revision), path)
  if (old === undefined) return restoreFromGit(repository, { file, path, revision }, force)
  if (old.content === undefined) throw versionNotHere(file, revision)
  await place(repository, { snapshot: old.content, file, path, revision }, { force, onDone })
  const { md5 } = old.content
  const owner = repository.tracked.find((one) => one.path === path)
  if (owner?.stage !== undefined) return { path, hash: md5 }
  if (owner !== undefined && old.below === undefined && old.content.isLegacy !== true)
    return { path, hash: md5, pointer: await writePointer(owner.file, old.content) }
  const [added] = await addPaths(workspace, { paths: [join(root, path)], tracked: repository.tracked })
  return { path, hash: md5, ...(added === undefined ? {} : { pointer: added.pointer }) }
}

async function place(
  { root, workspace }: Repository,
  wanted: { readonly snapshot: Snapshot; readonly file: string; readonly path: string; readonly revision: string },
  options: { readonly force: boolean; readonly onDone?: OnDone | undefined },
): Promise<void> {
  const { snapshot, file, path, revision } = wanted
  try {
    await placeSnapshot(workspace, { snapshot, path: join(root, path) }, options)
  } catch (error) {
    const isAbsent = error instanceof KnownError && error.code === "version.object-missing"
    throw isAbsent ? versionNotHere(file, revision) : error
  }
  await workspace.hashes.save()
}

async function restoreFromGit(
  { root }: Repository,
  { file, path, revision }: { readonly file: string; readonly path: string; readonly revision: string },
  force: boolean,
): Promise<Restored> {
  const blob = (await treeAt(root, revision)).find((one) => one.path === path)?.blob
  if (blob === undefined) throw versionAbsent(file, revision)
  const now = (await treeAt(root, "HEAD")).find((one) => one.path === path)?.blob
  const target = join(root, path)
  const blobs = await blobsOf(root, [blob, ...(now === undefined ? [] : [now])])
  const isKept = (bytes: Buffer): boolean => [...blobs.values()].some((kept) => kept.equals(bytes))
  if (!force && existsSync(target) && !isKept(await readBytes(target))) throw unsavedData([target])
  await withFileErrors("write", target, () => mkdir(dirname(target), { recursive: true }))
  await writeFileAtomic(target, blobs.get(blob) ?? Buffer.alloc(0))
  return { path, hash: blob }
}

function readBytes(path: string): Promise<Buffer> {
  return withFileErrors("read", path, () => readFile(path))
}
