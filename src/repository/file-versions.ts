import { statSync } from "node:fs"
import { basename, dirname, join, relative, resolve, sep } from "node:path"
import {
  blobsOf,
  cacheHolds,
  type HistoryCommit,
  hasRevision,
  historyOf,
  isTrusted,
  manifestOf,
  objectPath,
  type Snapshot,
  type Tracked,
  treeAt,
  type Workspace,
} from "../version/index.ts"
import { neverTracked, revisionUnknown } from "./errors.ts"
import { openRepository, type Repository } from "./repository.ts"
import { trackedAt } from "./tracked-at.ts"
import { countVersionRows } from "./version-rows.ts"

/** One content a path had, from the commit that brought it. */
export interface FileVersion extends HistoryCommit {
  /** As DVC or, with `isInGit`, git names the content; absent where the path was gone. */
  readonly hash?: string
  /** Bytes; absent where nobody knows. */
  readonly size?: number
  /** Files of a folder. */
  readonly nfiles?: number
  /** Of a table that is in the cache. */
  readonly rows?: number
  /** Git itself keeps it. */
  readonly isInGit: boolean
  /** It can be checked out without fetching. */
  readonly isHere: boolean
}

/**
 * The versions of a tracked path, a file or folder in a tracked folder, or a file of git; the newest first.
 *
 * @param options.limit how many at most
 * @throws repository.revision-unknown, repository.never-tracked, version.git-failed
 */
export async function fileVersions(
  folder: string,
  file: string,
  options: { readonly revision?: string | undefined; readonly limit?: number | undefined } = {},
): Promise<readonly FileVersion[]> {
  const repository = await openRepository(folder)
  const { root, workspace } = repository
  const { revision = "HEAD", limit = Number.POSITIVE_INFINITY } = options
  const path = pathIn(repository, file)
  if (!(await hasRevision(root, revision))) throw revisionUnknown(revision)
  const commits = await historyOf(root, revision, namedBy(path))
  const found: (FileVersion & { readonly content?: Snapshot })[] = []
  for (const commit of commits) {
    const version = await versionAt(workspace, commit, path)
    const newer = found.at(-1)
    // The same content in an older commit came with that one.
    if (newer !== undefined && newer.hash === version.hash) found.pop()
    else if (found.length > limit) break
    found.push(version)
  }
  while (found.length > 0 && found.at(-1)?.hash === undefined) found.pop()
  if (found.length === 0) throw neverTracked(path)
  return withRows(workspace, found.slice(0, limit), path)
}

/** From the root, with `/`; a `.dvc` file stands for its data. */
export function pathIn({ root, folder }: Pick<Repository, "root" | "folder">, file: string): string {
  return relative(root, resolve(folder, file.replace(/\.dvc$/, "")))
    .split(sep)
    .join("/")
}

/** What a path held at a commit: itself, or its part of a folder; undefined when DVC tracked no such thing there. */
export async function contentAt(
  workspace: Workspace,
  tracked: readonly Tracked[],
  path: string,
): Promise<{ readonly tracked: Tracked; readonly below?: string; readonly content?: Snapshot } | undefined> {
  const own = tracked.find((one) => one.path === path && one.cache)
  if (own !== undefined) return { tracked: own, ...(own.snapshot === undefined ? {} : { content: own.snapshot }) }
  const around = tracked.find((one) => one.snapshot?.isDir === true && path.startsWith(`${one.path}/`))
  if (around?.snapshot === undefined) return undefined
  const below = path.slice(around.path.length + 1)
  if (!(await isTrusted(workspace, around.snapshot))) return { tracked: around, below }
  const entry = (await manifestOf(workspace, around.snapshot, around.path)).find(({ relpath }) => relpath === below)
  if (entry === undefined) return undefined
  const { isLegacy } = around.snapshot
  const object = objectPath(workspace, { ...around.snapshot, md5: entry.md5 })
  const size = statSync(object, { throwIfNoEntry: false })?.size ?? 0
  const content = { md5: entry.md5, size, isDir: false, ...(isLegacy === true ? { isLegacy } : {}) }
  return { tracked: around, below, content }
}

type Found = FileVersion & { readonly content?: Snapshot }

async function versionAt(workspace: Workspace, commit: HistoryCommit, path: string): Promise<Found> {
  const { root } = workspace
  const found = await contentAt(workspace, await trackedAt({ root }, commit.commit), path)
  if (found === undefined) {
    const blob = (await treeAt(root, commit.commit)).find((one) => one.path === path)?.blob
    if (blob === undefined) return { ...commit, isInGit: false, isHere: false }
    const size = (await blobsOf(root, [blob])).get(blob)?.length ?? 0
    return { ...commit, hash: blob, size, isInGit: true, isHere: true }
  }
  const { content, tracked } = found
  if (content === undefined) {
    const hash = tracked.snapshot?.md5
    return { ...commit, ...(hash === undefined ? {} : { hash }), isInGit: false, isHere: false }
  }
  return {
    ...commit,
    hash: content.md5,
    size: content.size,
    ...(content.nfiles === undefined ? {} : { nfiles: content.nfiles }),
    isInGit: false,
    isHere: await cacheHolds(workspace, content),
    content,
  }
}

/** Files that say what a path is: a `.dvc` file beside it or a folder around it, pipelines, and in git the file itself. */
function namedBy(path: string): readonly string[] {
  const folders = path.split("/").map((_step, at, steps) => steps.slice(0, steps.length - at).join("/"))
  const beside = [...new Set(folders.map((place) => dirname(place)))]
  return [path, ...folders.map((place) => `${place}.dvc`), ...beside.map((place) => join(place, "dvc.lock"))]
}

async function withRows(
  workspace: Workspace,
  versions: readonly Found[],
  path: string,
): Promise<readonly FileVersion[]> {
  const here = versions.flatMap(({ content, isHere }) => (isHere && content?.isDir === false ? [content] : []))
  const rows = await countVersionRows(workspace, here, basename(path))
  return versions.map(({ content: _content, ...version }) => {
    const count = rows.get(version.hash ?? "")
    return { ...version, ...(count === undefined ? {} : { rows: count }) }
  })
}
