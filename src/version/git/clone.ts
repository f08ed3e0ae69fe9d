import { gitFailed } from "../errors.ts"
import { git } from "./git.ts"

/**
 * Copy a git repository without a work tree.
 *
 * @param folder absolute; it must not exist
 * @throws version.git-missing, version.git-failed
 */
export async function cloneBare(url: string, folder: string): Promise<void> {
  const made = await git(".", ["clone", "--quiet", "--bare", "--end-of-options", url, folder])
  if (made.exitCode !== 0) throw gitFailed(`clone ${shownUrl(url)}`, made.stderr.trim().replaceAll(url, shownUrl(url)))
}

/** @returns full name of a commit, undefined when git knows none by this name; also a branch of the repository it was copied from */
export async function commitAt(folder: string, revision: string): Promise<string | undefined> {
  for (const name of [revision, `origin/${revision}`]) {
    const found = await git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`])
    if (found.exitCode === 0) return found.stdout.trim()
  }
  return undefined
}

/** An address without the password in it. */
export function shownUrl(url: string): string {
  return url.replace(/\/\/[^/@]*@/, "//")
}
