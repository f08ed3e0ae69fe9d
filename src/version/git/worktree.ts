import { rm } from "node:fs/promises"
import { relative, resolve } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { git, gitText, topOf } from "./git.ts"

/**
 * A second working tree of the repository with the files of one commit, as if they were changes of another; it shares names and
 * contents with the first, not its index and branch. What is left of one in the same place is cleared away.
 *
 * @param place absolute; a folder that is not there yet
 * @param head the commit that is checked out there
 * @returns absolute path of the same folder of the new tree as `folder` is of the first
 * @throws version.git-missing, version.git-failed, base.folder-read-only
 */
export async function addWorktree(
  folder: string,
  place: string,
  { files, head }: { readonly files: string; readonly head: string },
): Promise<string> {
  await removeWorktree(folder, place)
  await gitText(folder, ["worktree", "add", "--quiet", "--force", "--detach", place, files])
  await gitText(place, ["reset", "--soft", head])
  return resolve(place, relative(await topOf(folder), resolve(folder)))
}

/**
 * Take the working tree away, with all that lies in it.
 *
 * @throws version.git-missing, base.folder-read-only
 */
export async function removeWorktree(folder: string, place: string): Promise<void> {
  await git(folder, ["worktree", "remove", "--force", "--force", place])
  await withFileErrors("write", place, () => rm(place, { recursive: true, force: true }))
}
