import { existsSync } from "node:fs"
import { mkdir, rename, rm } from "node:fs/promises"
import { basename, dirname, join, relative } from "node:path"
import { readText, withFileErrors, writeFileAtomic } from "../../base/index.ts"
import { nothingToTrack, pathTaken } from "../errors.ts"
import { ignoreInGit, noticeInGit } from "../git/gitignore.ts"
import type { Workspace } from "../workspace.ts"
import { editYamlMap } from "../yaml/edit.ts"
import { pointerPathOf, readPointer } from "./pointer.ts"
import { isWithoutGit, trackPath } from "./track-path.ts"

/**
 * Stop tracking what a `.dvc` file stands for. The data stays unless `outs`; the cache always.
 *
 * @param pointer absolute path of the `.dvc` file
 * @returns paths of the data
 * @throws base.file-missing, version.pointer-invalid, base.folder-read-only
 */
export async function removeTracked(pointer: string, { outs }: { readonly outs: boolean }): Promise<readonly string[]> {
  const read = await readPointer(pointer)
  for (const { file } of read.outs) {
    if (outs) await withFileErrors("write", file, () => rm(file, { recursive: true, force: true }))
    await noticeInGit(file)
  }
  await withFileErrors("write", pointer, () => rm(pointer))
  return read.outs.map(({ file }) => file)
}

/**
 * Give tracked data another name: the data, its `.dvc` file and its line in `.gitignore`.
 *
 * @param from absolute path of the data
 * @param to absolute; a folder that is there takes the data in
 * @returns absolute path of the new `.dvc` file
 * @throws version.path-missing, version.path-taken, base.folder-read-only
 */
export async function moveTracked(workspace: Workspace, from: string, to: string): Promise<string> {
  const target = existsSync(to) && !existsSync(pointerPathOf(to)) ? join(to, basename(from)) : to
  const [before, after] = [pointerPathOf(from), pointerPathOf(target)]
  if (!existsSync(before)) throw nothingToTrack(relative(workspace.root, from))
  for (const path of [target, after]) if (existsSync(path)) throw pathTaken(path)
  const text = editYamlMap(await readText(before), ["outs", 0], { path: basename(target) })
  await withFileErrors("write", target, async () => {
    await mkdir(dirname(target), { recursive: true })
    if (existsSync(from)) await rename(from, target)
    // The new name stands before the old one goes: after a kill both lead to the same objects.
    await writeFileAtomic(after, text)
    await rm(before)
  })
  await noticeInGit(from)
  // As DVC does, what lies there is kept on this occasion.
  if (existsSync(target)) await trackPath(workspace, target)
  else if (!isWithoutGit(workspace)) await ignoreInGit(target)
  return after
}
