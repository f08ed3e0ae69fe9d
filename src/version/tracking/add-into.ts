import { statSync } from "node:fs"
import { join, relative, sep } from "node:path"
import { filesBelow } from "../objects/found-files.ts"
import { keepFiles } from "../objects/keep-path.ts"
import { keepManifest } from "../objects/keep-text.ts"
import { manifestOf, objectPath } from "../objects/objects.ts"
import type { Snapshot } from "../objects/snapshot.ts"
import type { Workspace } from "../workspace.ts"
import { writePointer } from "./pointer.ts"
import { trackPath } from "./track-path.ts"
import type { Tracked } from "./tracked.ts"

/** Take one file or folder into the manifest of the tracked folder around it. */
export async function addInto(
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
  const md5 = await keepManifest(workspace, entries)
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
