import { execFile } from "node:child_process"
import { join } from "node:path"
import { diskFull, folderReadOnly, KnownError } from "../../base/index.ts"
import { gitFailed, gitMissing } from "../errors.ts"

export interface GitRepository {
  /** Absolute path of the work tree's top folder. */
  readonly top: string
  /** The repository was made now; false when it was there. */
  readonly made: boolean
}

export interface GitCommit {
  /** Full object name, 40 or 64 hex digits. */
  readonly commit: string
  /** Absent when no branch is checked out. */
  readonly branch?: string
  /** Tracked files differ from the commit, or files exist that git neither tracks nor ignores. */
  readonly dirty: boolean
}

/**
 * Adopt the git repository a folder lies in, or make one there. Nothing is committed.
 *
 * @throws version.git-missing, version.git-failed, base.disk-full, base.folder-read-only
 */
export async function ensureGit(root: string): Promise<GitRepository> {
  const found = await git(root, ["rev-parse", "--show-toplevel"])
  if (found.exitCode === 0) return { top: found.stdout.trimEnd(), made: false }
  // The repository of another user: to make one inside of it would only hide the problem.
  if (found.stderr.includes("safe.directory")) throw gitFailed("rev-parse", found.stderr.trim())
  const made = await git(root, ["init", "--quiet", "--initial-branch=main"])
  if (made.exitCode !== 0) throw initFailed(root, made.stderr.trim())
  return { top: root, made: true }
}

/** What git says of the disk is an error of the disk; in another language than English it stays in git's own words. */
function initFailed(root: string, answer: string): KnownError {
  const folder = join(root, ".git")
  if (/No space left on device|Disk quota exceeded/i.test(answer)) return diskFull(folder, new Error(answer))
  if (/Permission denied|Read-only file system/i.test(answer)) return folderReadOnly(folder, new Error(answer))
  return gitFailed("init", answer)
}

/**
 * The commit a folder stands on.
 *
 * @returns undefined outside a repository, before the first commit, and on a machine without git: there work goes on,
 *   only without a commit to its name
 * @throws version.git-failed
 */
export async function gitCommitOf(root: string): Promise<GitCommit | undefined> {
  const head = await git(root, ["rev-parse", "--verify", "--quiet", "HEAD"]).catch(absentIfMissing)
  if (head === undefined || head.exitCode !== 0) return undefined
  const status = await git(root, ["status", "--porcelain=v2", "--branch", "-z"])
  if (status.exitCode !== 0) throw gitFailed("status", status.stderr.trim())
  const lines = status.stdout.split("\0").filter((line) => line !== "")
  const branch = lines.find((line) => line.startsWith(branchMark))?.slice(branchMark.length)
  return {
    commit: head.stdout.trim(),
    dirty: lines.some((line) => !line.startsWith("#")),
    ...(branch === undefined || branch === "(detached)" ? {} : { branch }),
  }
}

/**
 * Which git is installed, such as `git version 2.39.5`.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function gitVersion(folder: string): Promise<string> {
  const answer = await git(folder, ["--version"])
  if (answer.exitCode !== 0) throw gitFailed("--version", answer.stderr.trim())
  return answer.stdout.trim()
}

function absentIfMissing(error: unknown): undefined {
  if (!(error instanceof KnownError) || error.code !== "version.git-missing") throw error
}

export type Environment = Readonly<Record<string, string | undefined>>

/** How git is called, beyond its arguments. */
export interface GitCall {
  /** Latin-1 keeps every byte of the answer as it is. */
  readonly encoding?: "utf8" | "latin1" | undefined
  /** In place of that of the process. */
  readonly environment?: Environment | undefined
  /** For its standard input. */
  readonly input?: string | Uint8Array | undefined
}

interface GitAnswer {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * No shell, no pager, no optional lock, no program named by the repository's own settings: a project that came from
 * elsewhere must not run code because mlwright looked at it.
 */
export function git(folder: string, args: readonly string[], options: GitCall = {}): Promise<GitAnswer> {
  const { encoding = "utf8", environment, input } = options
  const guarded = ["--no-optional-locks", "--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"]
  return new Promise((resolve, reject) => {
    const child = execFile(
      "git",
      [...guarded, ...args],
      {
        cwd: folder,
        encoding,
        maxBuffer: maxAnswerBytes,
        ...(environment === undefined ? {} : { env: { ...environment } }),
      },
      (error, stdout, stderr) => {
        if (error === null) resolve({ exitCode: 0, stdout, stderr })
        else if (typeof error.code === "number") resolve({ exitCode: error.code, stdout, stderr })
        else if (error.code === "ENOENT") reject(gitMissing(error))
        else reject(gitFailed(args.join(" "), error.message))
      },
    )
    child.stdin?.on("error", () => {}) // a git that ended before it read all has said why
    if (input !== undefined) child.stdin?.end(input)
  })
}

/**
 * What git says to a command that must succeed, without the last line break.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function gitText(folder: string, args: readonly string[], options: GitCall = {}): Promise<string> {
  const answer = await git(folder, args, options)
  if (answer.exitCode !== 0) throw gitFailed(args.slice(0, 2).join(" "), answer.stderr.trim())
  return answer.stdout.replace(/\n$/, "")
}

/**
 * Absolute path of the top folder of the work tree a folder lies in.
 *
 * @throws version.git-missing, version.git-failed
 */
export function topOf(folder: string): Promise<string> {
  return gitText(folder, ["rev-parse", "--show-toplevel"])
}

const branchMark = "# branch.head "

/** `git status` of a folder with a million untracked files still fits. */
const maxAnswerBytes = 1 << 28
