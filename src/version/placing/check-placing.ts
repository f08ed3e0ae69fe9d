import { join } from "node:path"
import { presenceIn } from "../../store/index.ts"
import { cacheObjectMissing, unsavedData } from "../errors.ts"
import { isTrusted, objectsFolder } from "../objects/objects.ts"
import type { ManifestEntry, Snapshot } from "../objects/snapshot.ts"
import type { Workspace } from "../workspace.ts"
import type { PlaceOptions } from "./place-snapshot.ts"

/**
 * Data that no cache has must not be replaced.
 *
 * @throws version.unsaved-data
 */
export function refuseLoss(
  workspace: Workspace,
  { path, snapshot }: { readonly path: string; readonly snapshot: Snapshot },
  files: readonly ManifestEntry[],
): void {
  const folder = objectsFolder(workspace, snapshot)
  const isPresent = presenceIn(folder, files.length)
  const lost = files.filter(({ md5 }) => !isPresent(md5))
  if (lost.length > 0) throw unsavedData(lost.map(({ relpath }) => (relpath === "" ? path : join(path, relpath))))
}

/**
 * Before anything is changed: everything that will be written must be there.
 *
 * @throws version.object-missing
 */
export async function checkObjects(
  workspace: Workspace,
  {
    snapshot,
    path,
    todo,
  }: { readonly snapshot: Snapshot; readonly path: string; readonly todo: readonly ManifestEntry[] },
  { verified }: Pick<PlaceOptions, "verified">,
): Promise<void> {
  const isKnown = snapshot.isDir || todo.length === 0 || verified?.has(snapshot.md5) === true
  if (!isKnown && !(await isTrusted(workspace, snapshot))) throw cacheObjectMissing(snapshot.md5, path)
  const folder = objectsFolder(workspace, snapshot)
  const isPresent = presenceIn(folder, todo.length)
  const missing = todo.find(({ md5 }) => !isPresent(md5))
  if (missing !== undefined) throw cacheObjectMissing(missing.md5, join(path, missing.relpath))
}
