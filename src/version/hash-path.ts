import { setTimeout as sleep } from "node:timers/promises"
import { hashBytes, hashFile } from "../base/index.ts"
import { changedWhileRead } from "./errors.ts"
import { type Found, type FoundFile, filesBelow, statOf } from "./found-files.ts"
import type { HashCache } from "./hash-cache.ts"
import { manifestText } from "./manifest.ts"
import type { Snapshot } from "./snapshot.ts"

/**
 * What a file or folder holds, as DVC 3 names it: MD5 of the bytes, of a folder MD5 of its manifest. With a hash cache
 * an unchanged file costs one stat call.
 *
 * @throws base.file-missing, base.file-unreadable, version.changed-while-read, version.link-loop, version.not-a-file
 */
export async function hashPath(path: string, hashes?: HashCache): Promise<Snapshot> {
  const found = filesBelow(path)
  const md5s: string[] = []
  for (const file of found.files) md5s.push(hashes?.find(file.path, file.stat) ?? (await hashOf(file, hashes)))
  return snapshotOf(found, md5s).snapshot
}

/**
 * @param md5s of the files found, in their order
 * @returns the manifest beside the snapshot of a folder
 */
export function snapshotOf(
  found: Found,
  md5s: readonly string[],
): { readonly snapshot: Snapshot; readonly manifest?: string } {
  const size = found.files.reduce((sum, { stat }) => sum + Number(stat.size), 0)
  if (found.isDir) {
    const manifest = manifestText(found.files.map(({ relpath }, index) => ({ md5: md5s[index] ?? "", relpath })))
    const md5 = `${hashBytes("md5", manifest)}.dir`
    return { snapshot: { md5, size, isDir: true, nfiles: found.files.length }, manifest }
  }
  const isExec = (Number(found.stat.mode) & 0o111) !== 0
  return { snapshot: { md5: md5s[0] ?? "", size, isDir: false, ...(isExec ? { isExec } : {}) } }
}

/**
 * Read a file in a way that gives its MD5, sure that it did not change meanwhile, and remember the MD5.
 *
 * @throws version.changed-while-read and what `read` throws
 */
export async function readSteadily(
  file: FoundFile,
  hashes: HashCache | undefined,
  read: () => Promise<string>,
): Promise<string> {
  // Waiting out one step of the file system's clock saves reading the file again in the next run.
  const wait = hashes?.ripensIn(file.stat) ?? 0
  if (wait > 0 && wait <= longestWaitMs) await sleep(wait)
  const before = statOf(file.path)
  const md5 = await read()
  const after = statOf(file.path)
  if (before.mtimeNs !== after.mtimeNs || before.size !== after.size || before.ino !== after.ino)
    throw changedWhileRead(file.path)
  hashes?.remember(file.path, before, md5)
  return md5
}

async function hashOf(file: FoundFile, hashes?: HashCache): Promise<string> {
  return readSteadily(file, hashes, async () => (await hashFile("md5", file.path)).hex)
}

const longestWaitMs = 25
