import { changeRefs, checkoutOf, commitNamed, commitWorkspace, type Environment, isAncestor } from "../version/index.ts"
import { branchCheckedOut, releaseNeedsCommit } from "./errors.ts"

/**
 * A commit that has the files as they lie there: HEAD when it has them all, else one on top of it that no branch knows. Neither
 * index nor any file is touched.
 *
 * @param files absolute paths that go in although git does not know them yet
 * @param before commits it is to stand on besides HEAD
 * @throws release.commit-wanted, version.git-failed
 */
export async function commitOfFiles(
  root: string,
  {
    files,
    message,
    before = [],
  }: { readonly files: readonly string[]; readonly message: string; readonly before?: readonly string[] },
  environment: Environment,
): Promise<string> {
  const head = await commitNamed(root, "HEAD")
  if (head === undefined) throw releaseNeedsCommit(root)
  const missing: string[] = []
  for (const one of before) if (!(await isAncestor(root, one, head))) missing.push(one)
  const commit = await commitWorkspace(root, { parents: [head, ...missing], message, also: files }, environment)
  const isSame = (await treeOf(root, commit)) === (await treeOf(root, head))
  return isSame && missing.length === 0 ? head : commit
}

/**
 * Make a branch, or move it forward, to a commit that has the files as they lie there. What the branch was stays among the
 * ancestors, so that who follows it can do so.
 *
 * @returns the commit the branch is at
 * @throws release.branch-checked-out, release.commit-wanted, version.git-failed
 */
export async function advanceBranch(
  root: string,
  { branch, files, message }: { readonly branch: string; readonly files: readonly string[]; readonly message: string },
  environment: Environment,
): Promise<string> {
  const name = `refs/heads/${branch}`
  const before = await commitNamed(root, name)
  const commit = await commitOfFiles(
    root,
    { files, message, before: before === undefined ? [] : [before] },
    environment,
  )
  if (before !== undefined && (await treeOf(root, before)) === (await treeOf(root, commit))) return before
  if (before === commit) return commit
  if ((await checkoutOf(root, branch)) !== undefined) throw branchCheckedOut(branch)
  await changeRefs(root, [{ name, to: commit, from: before ?? "" }])
  return commit
}

function treeOf(root: string, commit: string): Promise<string | undefined> {
  return commitNamed(root, commit, "tree")
}
