import { hashBytes } from "../../base/index.ts"
import { inBulk, isFault } from "../../store/index.ts"
import type { Workspace } from "../workspace.ts"
import { bulkError } from "./bulk-error.ts"
import { type Found, filesBelow } from "./found-files.ts"
import type { HashCache } from "./hash-cache.ts"
import { legacyMd5 } from "./legacy-md5.ts"
import { manifestText } from "./manifest.ts"
import type { Snapshot } from "./snapshot.ts"

/**
 * What a file or folder holds, as DVC 3 names it: MD5 of the bytes, of a folder MD5 of its manifest. In a workspace an
 * unchanged file costs one stat call, and what `.dvcignore` leaves out is not seen.
 *
 * @throws base.file-missing, base.file-unreadable, version.changed-while-read, version.link-loop, version.not-a-file,
 *   version.name-not-text, version.rules-inside
 */
export async function hashPath(path: string, workspace?: HashingWorkspace): Promise<Snapshot> {
  const found = filesBelow(path, workspace?.rules)
  return snapshotOf(found, await hashFound(found, workspace?.hashes)).snapshot
}

/** What hashing needs of a workspace. */
export type HashingWorkspace = Pick<Workspace, "hashes" | "rules">

/**
 * As `hashPath`, by the names of the version of DVC that named `like`.
 *
 * @throws those of `hashPath`
 */
export async function hashPathLike(
  path: string,
  like: Snapshot | undefined,
  workspace: HashingWorkspace,
): Promise<Snapshot> {
  return (await hashFilesLike(path, like, workspace)).snapshot
}

/**
 * As `hashPathLike`, with the MD5s of the files in no promised order.
 *
 * @throws those of `hashPath`
 */
export async function hashFilesLike(
  path: string,
  like: Snapshot | undefined,
  workspace: HashingWorkspace,
): Promise<{ readonly snapshot: Snapshot; readonly md5s: readonly string[] }> {
  const found = filesBelow(path, workspace.rules)
  const md5s = await hashFound(found, workspace.hashes, like)
  const { snapshot } = snapshotOf(found, md5s)
  return { snapshot: like?.isLegacy === true ? { ...snapshot, isLegacy: true } : snapshot, md5s }
}

/** MD5s of the files found, in their order, by the names of the version of DVC that named `like`; unknown ones are read. */
export async function hashFound(
  found: Pick<Found, "files">,
  hashes?: HashCache,
  like?: Pick<Snapshot, "isLegacy">,
): Promise<readonly string[]> {
  if (like?.isLegacy === true) return Promise.all(found.files.map(({ path }) => legacyMd5(path)))
  const md5s = found.files.map(({ path, mark }) => hashes?.find(path, mark))
  const unknown = [...found.files.keys()].filter((index) => md5s[index] === undefined)
  if (unknown.length === 0) return md5s as string[]
  const files = unknown.map((index) => found.files[index]!)
  await hashes?.untilRipe(files.map(({ mark }) => mark))
  const answers = await inBulk(
    files.map(({ path }) => ({ file: path })),
    { kind: "hash" },
    { bytes: files.reduce((sum, { mark }) => sum + mark[4], 0) },
  )
  for (const [place, answer] of answers.entries()) {
    if (isFault(answer)) throw bulkError(answer, "read")
    md5s[unknown[place]!] = answer.md5
    if (answer.mark !== undefined) hashes?.remember(files[place]!.path, answer.mark, answer.md5)
  }
  return md5s as string[]
}

/**
 * @param md5s of the files found, in their order
 * @returns the manifest beside the snapshot of a folder
 */
export function snapshotOf(
  found: Found,
  md5s: readonly string[],
): { readonly snapshot: Snapshot; readonly manifest?: string } {
  const size = found.files.reduce((sum, { mark }) => sum + mark[4], 0)
  if (found.isDir) {
    const manifest = manifestText(found.files.map(({ relpath }, index) => ({ md5: md5s[index] ?? "", relpath })))
    const md5 = `${hashBytes("md5", manifest)}.dir`
    return { snapshot: { md5, size, isDir: true, nfiles: found.files.length }, manifest }
  }
  return { snapshot: { md5: md5s[0] ?? "", size, isDir: false, ...(found.isExec ? { isExec: true } : {}) } }
}
