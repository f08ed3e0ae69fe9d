import { mkdir, mkdtemp, rename, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { makeApart, objectIn, wakeThreads } from "../../store/index.ts"
import { statOf } from "../objects/found-files.ts"
import { objectsFolder } from "../objects/objects.ts"
import type { ManifestEntry, Snapshot } from "../objects/snapshot.ts"
import type { Workspace } from "../workspace.ts"
import { type PlaceManner, placeFiles, type Wanted } from "./place-files.ts"

/** Files to write below a path. */
export interface Writing {
  readonly snapshot: Snapshot
  readonly path: string
  readonly todo: readonly ManifestEntry[]
  readonly isNew: boolean
}

/**
 * Write files of a snapshot to the workspace, a new folder all or nothing.
 *
 * @throws version.object-corrupt, base.disk-full, base.folder-read-only
 */
export async function writePlaced(
  workspace: Workspace,
  { snapshot, path, todo, isNew }: Writing,
  { verified, onDone }: Pick<PlaceManner, "verified" | "onDone">,
): Promise<void> {
  wakeThreads(todo.length)
  const objects = objectsFolder(workspace, snapshot)
  const wantedIn = (folder: string): readonly Wanted[] =>
    todo.map(({ md5, relpath }) => ({
      object: objectIn(objects, md5),
      target: relpath === "" ? folder : `${folder}/${relpath}`,
      finally: relpath === "" ? path : `${path}/${relpath}`,
      md5,
    }))
  if (!snapshot.isDir || !isNew) {
    if (snapshot.isDir) await withFileErrors("write", path, () => mkdir(path, { recursive: true }))
    return placeFiles(workspace, wantedIn(path), { snapshot, direct: false, verified, onDone })
  }
  await withFileErrors("write", path, async () => {
    await mkdir(dirname(path), { recursive: true })
    const around = await mkdtemp(join(await temporaryBeside(workspace, path), `.tmp-${process.pid}-`))
    try {
      const folder = join(around, "folder")
      await (todo.length < manyFiles ? mkdir(folder) : makeApart(folder))
      await placeFiles(workspace, wantedIn(folder), {
        snapshot,
        direct: true,
        verified,
        onDone,
        whenRipe: () => rename(folder, path),
      })
    } finally {
      await rm(around, { recursive: true, force: true })
    }
  })
}

/** A folder for what is not done yet, on the file system of the path. */
async function temporaryBeside(workspace: Workspace, path: string): Promise<string> {
  const own = join(workspace.root, ".dvc", "tmp")
  await mkdir(own, { recursive: true })
  return statOf(own).dev === statOf(dirname(path)).dev ? own : dirname(path)
}

/** From here on it is won back to look for a good place. */
const manyFiles = 2_000
