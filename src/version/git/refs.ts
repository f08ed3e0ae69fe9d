import { git, gitText } from "./git.ts"

/** A name of git and the commit it stands for. */
export interface GitRef {
  readonly name: string
  readonly commit: string
}

/** A name that is made, moved or taken away. */
export interface RefChange {
  readonly name: string
  /** Undefined takes the name away. */
  readonly to: string | undefined
  /** What it must be now: a commit, or "" for a name that must not be there. */
  readonly from?: string
}

/**
 * Names below a prefix such as `refs/exps`, in the order of the alphabet.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function listRefs(folder: string, prefix: string): Promise<readonly GitRef[]> {
  const text = await gitText(folder, ["for-each-ref", "--format=%(objectname) %(refname)", prefix])
  return linesOf(text).map((line) => {
    const space = line.indexOf(" ")
    return { commit: line.slice(0, space), name: line.slice(space + 1) }
  })
}

/**
 * Change names all together or not at all.
 *
 * @throws version.git-missing, version.git-failed; the latter when a name is not what it must be
 */
export async function changeRefs(folder: string, changes: readonly RefChange[]): Promise<void> {
  const input = changes
    .map(({ name, to, from }) => {
      const old = from === undefined ? [] : [from === "" ? noCommit : from]
      return to === undefined ? ["delete", name, ...old] : ["update", name, to, ...old]
    })
    .map((words) => `${words.join(" ")}\n`)
    .join("")
  await gitText(folder, ["update-ref", "--stdin"], { input })
}

/**
 * The commit a person names, or the tree of its files; undefined when git knows none.
 *
 * @param revision such as `HEAD~1`, a branch, a tag, the beginning of a commit's name
 * @throws version.git-missing
 */
export async function commitNamed(
  folder: string,
  revision: string,
  kind: "commit" | "tree" = "commit",
): Promise<string | undefined> {
  const found = await git(folder, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{${kind}}`])
  return found.exitCode === 0 ? found.stdout.trim() : undefined
}

/** Facts of a commit. */
export interface CommitFacts {
  readonly commit: string
  readonly parents: readonly string[]
  /** Seconds since 1970. */
  readonly committedAt: number
  readonly subject: string
}

/**
 * Facts of commits, in the order they were asked for.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function factsOf(folder: string, commits: readonly string[]): Promise<readonly CommitFacts[]> {
  if (commits.length === 0) return []
  const text = await gitText(folder, ["log", "--no-walk=unsorted", "--stdin", "--format=%H%x00%P%x00%ct%x00%s"], {
    input: `${commits.join("\n")}\n`,
  })
  return linesOf(text).map((line) => {
    const [commit = "", parents = "", time = "", subject = ""] = line.split("\0")
    return { commit, parents: parents.split(" ").filter((name) => name !== ""), committedAt: Number(time), subject }
  })
}

/** The names of branches and tags that stand for commits, a branch before a tag; without `refs/heads/` and `refs/tags/`. */
export async function namesOfCommits(folder: string): Promise<ReadonlyMap<string, string>> {
  const format = "--format=%(objectname) %(*objectname) %(refname:short)"
  const text = await gitText(folder, ["for-each-ref", format, "refs/heads", "refs/tags"])
  const names = new Map<string, string>()
  for (const line of linesOf(text)) {
    const [own = "", peeled = "", ...name] = line.split(" ")
    const commit = peeled === "" ? own : peeled
    if (!names.has(commit)) names.set(commit, name.join(" "))
  }
  return names
}

/** Whether git would take it for the last part of a name. */
export async function isRefName(folder: string, name: string): Promise<boolean> {
  return (await git(folder, ["check-ref-format", name])).exitCode === 0
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "")
}

const noCommit = "0".repeat(40)
