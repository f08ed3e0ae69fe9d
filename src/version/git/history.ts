import { gitText } from "./git.ts"
import { factsOf } from "./refs.ts"

/** A commit as its history is told. */
export interface HistoryCommit {
  /** Full name. */
  readonly commit: string
  /** Name and address. */
  readonly who: string
  /** Of the author, in milliseconds since 1970. */
  readonly whenMs: number
  /** First line of the message. */
  readonly message: string
}

/**
 * Commits that changed any of the paths, the newest first; empty before the first commit.
 *
 * @param revision where the history ends
 * @param paths from the folder, with `/`; git's patterns such as `*.dvc` are understood
 * @throws version.git-missing, version.git-failed
 */
export async function historyOf(
  folder: string,
  revision: string,
  paths: readonly string[],
): Promise<readonly HistoryCommit[]> {
  const text = await gitText(folder, [
    "log",
    "-z",
    "--format=%H%x1f%an <%ae>%x1f%at%x1f%s",
    "--end-of-options",
    revision,
    "--",
    ...paths,
  ])
  return text
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const [commit = "", who = "", seconds = "0", message = ""] = line.split("\x1f")
      return { commit: commit.trim(), who, whenMs: Number(seconds) * 1000, message }
    })
}

/**
 * Commits with those before them, along the first parents.
 *
 * @param count of commits from each on, itself counted in; at least 1
 * @throws version.git-missing, version.git-failed
 */
export async function withAncestors(
  folder: string,
  commits: readonly string[],
  count: number,
): Promise<readonly string[]> {
  const all = new Set(commits)
  let last = commits
  for (let step = 1; step < count && last.length > 0; step++) {
    last = (await factsOf(folder, last))
      .flatMap(({ parents }) => parents.slice(0, 1))
      .filter((commit) => !all.has(commit))
    for (const commit of last) all.add(commit)
  }
  return [...all]
}

/**
 * All commits of a repository made at a time or later.
 *
 * @param seconds since 1970
 * @throws version.git-missing, version.git-failed
 */
export async function commitsSince(folder: string, seconds: number): Promise<readonly string[]> {
  const text = await gitText(folder, ["log", "--all", "--format=%H %ct"])
  return text.split("\n").flatMap((line) => {
    const [commit = "", time = ""] = line.split(" ")
    return commit !== "" && Number(time) >= seconds ? [commit] : []
  })
}
