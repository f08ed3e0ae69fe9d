import { existsSync } from "node:fs"
import { copyFile, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, relative, resolve, sep } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { type Environment, type GitCall, gitText, topOf } from "./git.ts"
import { committer } from "./tags.ts"

/** What a commit of the files as they lie there says. */
export interface CommitRequest {
  readonly parents: readonly string[]
  readonly message: string
  /** Absolute paths that go in although git does not know them, or leaves them out. Those that are not there are passed over. */
  readonly also?: readonly string[]
  /** Contents that go in in place of what lies there, by absolute path. */
  readonly contents?: ReadonlyMap<string, string | Uint8Array>
}

/**
 * Make a commit of the files git tracks as they lie there now. Neither the index nor a branch nor a file is touched: the
 * commit is built in an index of its own.
 *
 * @param environment of the process; git gets it with the place of that index
 * @returns name of the commit
 * @throws version.git-missing, version.git-failed, base.disk-full
 */
export async function commitWorkspace(
  folder: string,
  { parents, message, also = [], contents = new Map() }: CommitRequest,
  environment: Environment,
): Promise<string> {
  const top = await topOf(folder)
  const temporary = await withFileErrors("write", tmpdir(), () => mkdtemp(join(tmpdir(), "mlwright-index-")))
  try {
    const index = join(temporary, "index")
    const own = resolve(folder, await gitText(folder, ["rev-parse", "--git-path", "index"]))
    // The person's own index knows which files did not change, so that only those that did are read.
    if (existsSync(own)) await withFileErrors("write", index, () => copyFile(own, index))
    const call = { environment: { ...environment, ["GIT_INDEX_FILE"]: index } }
    await gitText(top, ["add", "--update", "--", "."], call)
    const there = also.filter((path) => existsSync(path))
    if (there.length > 0) await gitText(top, ["add", "--force", "--", ...there], call)
    for (const [path, content] of contents) await putInIndex(top, { path, content }, call)
    const tree = await gitText(top, ["write-tree"], call)
    return await commitTree(top, { tree, parents, message })
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function putInIndex(
  top: string,
  { path, content }: { readonly path: string; readonly content: string | Uint8Array },
  call: GitCall,
): Promise<void> {
  const name = relative(top, path).split(sep).join("/")
  const blob = await gitText(top, ["hash-object", "-w", "--stdin"], { ...call, input: content })
  const before = await gitText(top, ["ls-files", "--stage", "--", name], call)
  const mode = /^(100\d{3}) /.exec(before)?.[1] ?? "100644"
  await gitText(top, ["update-index", "--add", "--cacheinfo", `${mode},${blob},${name}`], call)
}

/**
 * Make a commit of a tree that git has.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function commitTree(
  folder: string,
  { tree, parents, message }: { readonly tree: string; readonly parents: readonly string[]; readonly message: string },
): Promise<string> {
  const name = await gitText(folder, ["rev-parse", "--verify", tree])
  const somebody = await committer(folder)
  const above = parents.flatMap((parent) => ["-p", parent])
  return gitText(folder, [...somebody, "commit-tree", name, ...above, "-F", "-"], { input: message })
}

/** A file in which two commits differ; `now` is absent where the second does not have it. */
export interface ChangedFile {
  /** Absolute. */
  readonly file: string
  readonly before?: string
  readonly now?: string
  /** As git has it: `100755` for a program, `120000` for a link. */
  readonly mode: string
}

/**
 * The files in which two commits differ, with the names of their contents.
 *
 * @throws version.git-missing, version.git-failed
 */
export async function changedFiles(folder: string, from: string, to: string): Promise<readonly ChangedFile[]> {
  const top = await topOf(folder)
  const text = await gitText(top, ["diff-tree", "-r", "-z", "--no-renames", "--raw", "--no-abbrev", from, to])
  const parts = text.split("\0")
  const files: ChangedFile[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [, mode = "", before = "", now = ""] = (parts[at] ?? "").split(" ")
    const isBlob = (name: string): boolean => !/^0+$/.test(name)
    files.push({
      file: join(top, parts[at + 1] ?? ""),
      mode,
      ...(isBlob(before) ? { before } : {}),
      ...(isBlob(now) ? { now } : {}),
    })
  }
  return files
}

/**
 * The names git would give to the contents of files as they lie there; those that are not there are left out.
 *
 * @param files absolute
 * @throws version.git-missing, version.git-failed
 */
export async function blobNamesOf(folder: string, files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const there = files.filter((file) => existsSync(file))
  if (there.length === 0) return new Map()
  const text = await gitText(folder, ["hash-object", "--stdin-paths"], { input: `${there.join("\n")}\n` })
  const names = text.split("\n")
  return new Map(there.map((file, index) => [file, names[index] ?? ""]))
}
