import { git, gitText } from "./git.ts"
import type { GitRef } from "./refs.ts"

/**
 * Names of a remote repository below a prefix, with the commits they stand for.
 *
 * @param remote name of a remote, or a URL
 * @throws version.git-missing, version.git-failed
 */
export async function remoteRefs(folder: string, remote: string, prefix: string): Promise<readonly GitRef[]> {
  const text = await gitText(folder, ["ls-remote", "--quiet", "--end-of-options", remote, `${prefix}/*`])
  return text.split("\n").flatMap((line) => {
    const [commit = "", name = ""] = line.split("\t")
    return name === "" ? [] : [{ commit, name }]
  })
}

/**
 * The commit that a branch or tag of a remote repository stands for now, without a copy of it.
 *
 * @returns undefined when it has no such name
 * @throws version.git-missing, version.git-failed
 */
export async function commitOn(url: string, name: string): Promise<string | undefined> {
  const text = await gitText(".", ["ls-remote", "--quiet", "--end-of-options", url, name, `${name}^{}`])
  const found = text.split("\n").map((line) => line.split("\t") as [string, string?])
  const wanted = [`refs/tags/${name}^{}`, `refs/tags/${name}`, `refs/heads/${name}`, name]
  return wanted.map((one) => found.find(([, ref]) => ref === one)?.[0]).find((commit) => commit !== undefined)
}

/**
 * Send names with their commits to a remote repository, all together or none.
 *
 * @param refspecs as git takes them, such as `refs/exps/a:refs/exps/a`, or `:refs/exps/a` to take a name away there
 * @throws version.git-missing, version.git-failed
 */
export async function pushRefs(folder: string, remote: string, refspecs: readonly string[]): Promise<void> {
  if (refspecs.length > 0)
    await gitText(folder, ["push", "--quiet", "--atomic", "--end-of-options", remote, ...refspecs])
}

/**
 * Fetch names with their commits from a remote repository.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function fetchRefs(folder: string, remote: string, refspecs: readonly string[]): Promise<void> {
  if (refspecs.length > 0)
    await gitText(folder, ["fetch", "--quiet", "--no-tags", "--end-of-options", remote, ...refspecs])
}

/** Whether a commit is among the ancestors of another, or is it. */
export async function isAncestor(folder: string, older: string, newer: string): Promise<boolean> {
  return (await git(folder, ["merge-base", "--is-ancestor", older, newer])).exitCode === 0
}
