import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join, relative, resolve, sep } from "node:path"
import { type Progress, withFileErrors } from "../../base/index.ts"
import { readLockFile } from "../../pipeline/index.ts"
import { revisionUnknown } from "../../repository/index.ts"
import {
  checkoutFromCache,
  fileAtRevision,
  hasRevision,
  openWorkspace,
  readPointer,
  type Snapshot,
  type Workspace,
} from "../../version/index.ts"
import { fileOutside, fileUnversioned } from "../errors.ts"
import { placesOf } from "../places.ts"
import { findProject } from "../project.ts"
import { compareFiles, type FileComparison } from "./compare-files.ts"

export interface CompareVersionsRequest {
  readonly folder: string
  readonly overrides: readonly string[]
  readonly file: string
  /** Git revisions, oldest first. One is compared with the file as it is; none compares HEAD with the file as it is. */
  readonly revisions: readonly string[]
  readonly id: readonly string[]
  readonly target: string | undefined
  readonly model: string | undefined
}

/**
 * What is different between two versions of one table: the commit's `.dvc` file or `dvc.lock` says which object it was, and the
 * cache holds it; a table that git keeps itself is taken from git.
 *
 * @throws repository.revision-unknown, project.file-unversioned, project.file-outside, version.object-missing
 */
export async function compareVersions(
  request: CompareVersionsRequest,
  effects: { readonly progress: Progress },
): Promise<FileComparison> {
  const root = findProject(request.folder)
  const path = resolve(request.folder, request.file)
  const inside = relative(root, path)
  if (inside === "" || inside.startsWith("..")) throw fileOutside(request.file, root)
  const { revisions } = request
  const { temporary } = placesOf(root)
  await withFileErrors("write", temporary, () => mkdir(temporary, { recursive: true }))
  const folder = await mkdtemp(join(temporary, "versions-"))
  try {
    const workspace = await openWorkspace(root)
    const sides = await Promise.all(
      [revisions[0] ?? "HEAD", revisions[1]].map(async (revision, side) => {
        if (revision === undefined) return { path, name: request.file }
        const restored = await restore(workspace, { path: inside, revision, folder: join(folder, String(side)) })
        return { path: restored, name: `${request.file}@${revision}` }
      }),
    )
    const [before, after] = sides
    return await compareFiles(
      {
        ...request,
        before: before!.path,
        after: after!.path,
        names: new Map(sides.map((side) => [side.path, side.name])),
      },
      effects,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Wanted {
  /** From the project's root. */
  readonly path: string
  readonly revision: string
  /** Where the file goes, under its own name. */
  readonly folder: string
}

/** @returns absolute path of the file as the revision has it */
async function restore(workspace: Workspace, { path, revision, folder }: Wanted): Promise<string> {
  const { root } = workspace
  if (!(await hasRevision(root, revision))) throw revisionUnknown(revision)
  await mkdir(folder, { recursive: true })
  const target = join(folder, basename(path))
  const slashed = path.split(sep).join("/")
  const stored = (await storedAt(root, { path: slashed, revision, folder })) ?? []
  for (const { out, snapshot } of stored) {
    if (out === slashed) {
      await checkoutFromCache(workspace, snapshot, target)
      return target
    }
    const whole = join(folder, "folder")
    await checkoutFromCache(workspace, snapshot, whole)
    const part = join(whole, slashed.slice(out.length + 1))
    if (existsSync(part)) return part
  }
  const bytes = await fileAtRevision(root, revision, slashed)
  if (bytes === undefined) throw fileUnversioned(slashed, revision)
  await writeFile(target, bytes)
  return target
}

interface Stored {
  /** The file or a folder above it, from the root, with `/`. */
  readonly out: string
  readonly snapshot: Snapshot
}

/** What a commit says of the content of a file: a `.dvc` file beside it or a folder above it, or the lock of a stage. */
async function storedAt(root: string, { path, revision, folder }: Wanted): Promise<readonly Stored[]> {
  const places = path.split("/").map((_part, at, parts) => parts.slice(0, parts.length - at).join("/"))
  for (const place of places) {
    const pointer = await fileAtRevision(root, revision, `${place}.dvc`)
    if (pointer === undefined) continue
    const copy = join(folder, `${basename(place)}.dvc`)
    await writeFile(copy, pointer)
    const { outs } = await readPointer(copy)
    const snapshot = outs.find((out) => basename(out.file) === basename(place))?.snapshot
    if (snapshot !== undefined) return [{ out: place, snapshot }]
  }
  const lock = await fileAtRevision(root, revision, "dvc.lock")
  if (lock === undefined) return []
  await writeFile(join(folder, "dvc.lock"), lock)
  const { stages } = await readLockFile(folder)
  const outs = [...stages.values()].flatMap((stage) => stage.outs)
  return places.flatMap((place) => {
    const found = outs.find((out) => join(dirname(out.path), basename(out.path)) === place)
    return found === undefined ? [] : [{ out: place, snapshot: found }]
  })
}
