import { git, gitText } from "./git.ts"
import { changeRefs } from "./refs.ts"

/** A line of what a name stood for, the newest first. */
export interface ReflogEntry {
  readonly commit: string
  readonly message: string
}

/**
 * Put a commit on top of a name that remembers all it stood for, as `git stash` does.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function pushOnReflog(folder: string, name: string, { commit, message }: ReflogEntry): Promise<void> {
  await gitText(folder, ["update-ref", "--create-reflog", "-m", `commit: ${message}`, name, commit])
}

/** @throws version.git-missing, version.git-failed */
export async function reflogOf(folder: string, name: string): Promise<readonly ReflogEntry[]> {
  const found = await git(folder, ["reflog", "show", "--format=%H %gs", "--end-of-options", name, "--"])
  if (found.exitCode !== 0) return []
  return linesOf(found.stdout).map((line) => {
    const space = line.indexOf(" ")
    return { commit: line.slice(0, space), message: line.slice(space + 1).replace(/^commit: /, "") }
  })
}

/**
 * Take a commit out of what a name remembers; with the last one the name goes.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function dropFromReflog(folder: string, name: string, commit: string): Promise<void> {
  const entries = await reflogOf(folder, name)
  const index = entries.findIndex((entry) => entry.commit === commit)
  if (index === -1) return
  if (entries.length === 1) await changeRefs(folder, [{ name, to: undefined }])
  else await gitText(folder, ["reflog", "delete", "--rewrite", "--updateref", `${name}@{${index}}`])
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "")
}
