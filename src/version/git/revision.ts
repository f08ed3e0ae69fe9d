import { git } from "./git.ts"

/**
 * Whether git knows a commit by this name.
 *
 * @param revision as a person names it, such as `HEAD~1`, a branch, a tag
 * @throws version.git-missing
 */
export async function hasRevision(folder: string, revision: string): Promise<boolean> {
  const found = await git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`])
  return found.exitCode === 0
}

/**
 * A file as a commit has it.
 *
 * @param path relative to `folder`, with `/`
 * @returns undefined when the commit does not have it
 * @throws version.git-missing
 */
export async function fileAtRevision(folder: string, revision: string, path: string): Promise<Uint8Array | undefined> {
  // Latin-1 keeps every byte as it is.
  const shown = await git(folder, ["cat-file", "blob", "--end-of-options", `${revision}:./${path}`], {
    encoding: "latin1",
  })
  return shown.exitCode === 0 ? Buffer.from(shown.stdout, "latin1") : undefined
}
