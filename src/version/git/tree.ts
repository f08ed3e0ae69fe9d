import { execFile } from "node:child_process"
import { gitFailed } from "../errors.ts"
import { git } from "./git.ts"

/** A file of a commit: its path from the folder that was asked about, with `/`, and the name of its content. */
export interface TreeFile {
  readonly path: string
  readonly blob: string
}

/**
 * The files of a commit below a folder.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function treeAt(folder: string, revision: string): Promise<readonly TreeFile[]> {
  const listed = await git(folder, ["ls-tree", "-r", "-z", "--end-of-options", revision])
  if (listed.exitCode !== 0) throw gitFailed("ls-tree", listed.stderr.trim())
  return listed.stdout.split("\0").flatMap((line) => {
    const [, blob = "", path = ""] = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? []
    return path === "" ? [] : [{ path, blob }]
  })
}

/**
 * The contents of files by their names, with one call.
 *
 * @throws version.git-failed
 */
export async function blobsOf(folder: string, names: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  if (names.length === 0) return new Map()
  const output = await new Promise<Buffer>((resolve, reject) => {
    const child = execFile(
      "git",
      ["--no-optional-locks", "cat-file", "--batch"],
      { cwd: folder, encoding: "buffer", maxBuffer: 1 << 30 },
      (error, stdout) => (error === null ? resolve(stdout) : reject(gitFailed("cat-file", error.message))),
    )
    child.stdin?.end(`${names.join("\n")}\n`)
  })
  const found = new Map<string, Buffer>()
  for (let at = 0; at < output.length; ) {
    const end = output.indexOf(10, at)
    const [name = "", , size = ""] = output.toString("latin1", at, end).split(" ")
    const bytes = Number(size)
    if (Number.isFinite(bytes)) found.set(name, output.subarray(end + 1, end + 1 + bytes))
    at = Number.isFinite(bytes) ? end + bytes + 2 : end + 1
  }
  return found
}

/** Which commits a command is about. */
export interface Revisions {
  readonly branches?: boolean | undefined
  readonly tags?: boolean | undefined
  readonly commits?: boolean | undefined
  /** Also these, as a person names them. */
  readonly named?: readonly string[] | undefined
}

/** @throws version.git-missing, version.git-failed */
export async function commitsOf(
  folder: string,
  { branches, tags, commits, named }: Revisions,
): Promise<readonly string[]> {
  const wanted = [
    ...(branches === true ? ["--branches"] : []),
    ...(tags === true ? ["--tags"] : []),
    ...(commits === true ? ["--all"] : []),
    ...(named ?? []),
  ]
  if (wanted.length === 0) return []
  const walk = commits === true ? [] : ["--no-walk"]
  const listed = await git(folder, ["rev-list", ...walk, ...wanted, "--"])
  if (listed.exitCode !== 0) throw gitFailed("rev-list", listed.stderr.trim())
  return [...new Set(listed.stdout.split("\n").filter((line) => line !== ""))]
}

/**
 * Files that git neither tracks nor leaves out; paths from the folder, with `/`.
 *
 * @throws version.git-failed
 */
export async function untrackedFiles(folder: string): Promise<readonly string[]> {
  const listed = await git(folder, ["ls-files", "-z", "--others", "--exclude-standard"])
  if (listed.exitCode !== 0) throw gitFailed("ls-files", listed.stderr.trim())
  return listed.stdout.split("\0").filter((path) => path !== "")
}

/** @returns the first of the paths that git tracks; undefined when none is, or there is no git */
export async function firstInGit(folder: string, paths: readonly string[]): Promise<string | undefined> {
  const known = await git(folder, ["--literal-pathspecs", "ls-files", "-z", "--", ...paths]).catch(() => undefined)
  const [first = ""] = known?.exitCode === 0 ? known.stdout.split("\0") : []
  return first === "" ? undefined : first
}

/**
 * Put files into git's index, as DVC's `core.autostage` wants it.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function stageInGit(folder: string, paths: readonly string[]): Promise<void> {
  const staged = await git(folder, ["--literal-pathspecs", "add", "--", ...paths])
  if (staged.exitCode !== 0) throw gitFailed("add", staged.stderr.trim())
}
