import { existsSync, lstatSync, readdirSync, rmdirSync, rmSync } from "node:fs"
import { chmod, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { filesBelow } from "../objects/found-files.ts"
import { hashFound, snapshotOf } from "../objects/hash-path.ts"
import { manifestOf } from "../objects/objects.ts"
import type { ManifestEntry, Snapshot } from "../objects/snapshot.ts"
import { refuseCollisions } from "../tracking/names-collide.ts"
import type { OnDone, Workspace } from "../workspace.ts"
import { checkObjects, refuseLoss } from "./check-placing.ts"
import { writePlaced } from "./write-placed.ts"

export interface PlaceOptions {
  /** Replace data that is in no cache. */
  readonly force: boolean
  /** Make files anew that are as they should be, by the link type of now. */
  readonly relink?: boolean | undefined
  /** Only this file or folder below the path, with `/`. */
  readonly below?: string | undefined
  /** Objects by MD5 that were hashed just now. */
  readonly verified?: ReadonlySet<string> | undefined
  readonly onDone?: OnDone | undefined
}

/** Paths below the one that was placed, empty for a single file. */
export interface Placed {
  readonly added: readonly string[]
  readonly modified: readonly string[]
  readonly deleted: readonly string[]
  /** Nothing was there before. */
  readonly isNew: boolean
}

/**
 * Write what a snapshot names to a path of the workspace, in place of what is there. Only what differs is touched, and what
 * `.dvcignore` leaves out stays. A reader sees the old content of a file or the new, of a new folder all or nothing.
 *
 * @throws version.object-missing, version.object-corrupt, base.disk-full, base.folder-read-only
 */
export async function checkoutFromCache(workspace: Workspace, snapshot: Snapshot, path: string): Promise<void> {
  await placeSnapshot(workspace, { snapshot, path }, { force: true })
}

/**
 * As `checkoutFromCache`, unless it would destroy what is in no cache.
 *
 * @throws version.unsaved-data and those of `checkoutFromCache`
 */
export async function placeSnapshot(
  workspace: Workspace,
  { snapshot, path }: { readonly snapshot: Snapshot; readonly path: string },
  options: PlaceOptions,
): Promise<Placed> {
  const before = await contentOf(workspace, path, snapshot)
  if (before.md5 === snapshot.md5 && options.relink !== true)
    return { added: [], modified: [], deleted: [], isNew: false }
  const entries = snapshot.isDir ? await manifestOf(workspace, snapshot, path) : [{ md5: snapshot.md5, relpath: "" }]
  const wanted = entries.filter(({ relpath }) => isBelow(relpath, options.below))
  const clears = before.kind !== "none" && before.kind !== (snapshot.isDir ? "folder" : "file")
  const here = new Map([...before.files].filter(([relpath]) => clears || isBelow(relpath, options.below)))
  const change = changeOf(wanted, clears ? new Map() : here, options.relink === true)
  const gone = clears ? [...here.keys()] : [...here.keys()].filter((relpath) => change.names.has(relpath) === false)
  const overwritten = change.modified
    .filter(({ relpath, md5 }) => here.get(relpath) !== md5)
    .map(({ relpath }) => relpath)
  if (!options.force)
    refuseLoss(
      workspace,
      { path, snapshot },
      [...gone, ...overwritten].map((relpath) => ({ relpath, md5: here.get(relpath) ?? "" })),
    )
  const todo = [...change.added, ...change.modified]
  if (todo.length > 0) refuseCollisions(workspace, path, change.names)
  await checkObjects(workspace, { snapshot, path, todo }, options)
  if (clears) await withFileErrors("write", path, () => rm(path, { recursive: true, force: true }))
  else removeFiles(path, gone)
  await writePlaced(workspace, { snapshot, path, todo, isNew: clears || before.kind === "none" }, options)
  if (!snapshot.isDir) await setExec(path, snapshot.isExec === true)
  return {
    added: change.added.map(({ relpath }) => relpath),
    modified: change.modified.map(({ relpath }) => relpath),
    deleted: gone,
    isNew: before.kind === "none",
  }
}

interface Content {
  readonly kind: "none" | "file" | "folder"
  /** Of a folder: one that is as it should be needs no manifest to say so. */
  readonly md5?: string
  /** MD5 by path below. */
  readonly files: ReadonlyMap<string, string>
}

async function contentOf(workspace: Workspace, path: string, like: Snapshot): Promise<Content> {
  const stat = lstatSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return { kind: "none", files: new Map() }
  if (!existsSync(path)) return { kind: "file", files: new Map() } // a link into nowhere holds nothing
  const found = filesBelow(path, workspace.rules)
  const md5s = await hashFound(found, workspace.hashes, like)
  const mayBeSame = found.isDir && (like.nfiles ?? found.files.length) === found.files.length
  return {
    kind: found.isDir ? "folder" : "file",
    ...(mayBeSame ? { md5: snapshotOf(found, md5s).snapshot.md5 } : {}),
    files: new Map(found.files.map(({ relpath }, index) => [relpath, md5s[index]!])),
  }
}

interface Change {
  readonly names: ReadonlySet<string>
  readonly added: readonly ManifestEntry[]
  readonly modified: readonly ManifestEntry[]
}

function changeOf(wanted: readonly ManifestEntry[], here: ReadonlyMap<string, string>, relink: boolean): Change {
  return {
    names: new Set(wanted.map(({ relpath }) => relpath)),
    added: wanted.filter(({ relpath }) => !here.has(relpath)),
    modified: wanted.filter(({ relpath, md5 }) => here.has(relpath) && (relink || here.get(relpath) !== md5)),
  }
}

function isBelow(relpath: string, below: string | undefined): boolean {
  return below === undefined || relpath === below || relpath.startsWith(`${below}/`)
}

/** With the folders they leave empty. */
function removeFiles(path: string, relpaths: readonly string[]): void {
  for (const relpath of relpaths) rmSync(relpath === "" ? path : join(path, relpath), { force: true })
  const folders = new Set(relpaths.filter((relpath) => relpath.includes("/")).map((relpath) => dirname(relpath)))
  for (const folder of [...folders].sort((first, second) => second.length - first.length))
    for (let current = folder; current !== "." && isEmpty(join(path, current)); current = dirname(current))
      rmdirSync(join(path, current))
}

function isEmpty(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length === 0
}

async function setExec(path: string, isExec: boolean): Promise<void> {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink() || stat.nlink > 1) return
  const mode = isExec ? stat.mode | 0o111 : stat.mode
  if (mode !== stat.mode) await chmod(path, mode & 0o777)
}
