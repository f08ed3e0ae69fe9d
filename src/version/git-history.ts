import { gitText } from "./git.ts"

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
