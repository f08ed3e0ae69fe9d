import { statSync } from "node:fs"
import { chmod, readFile, rm } from "node:fs/promises"
import { hashBytes, hashFile, withFileErrors } from "../../base/index.ts"
import { objectIn, presenceIn } from "../../store/index.ts"
import { cacheObjectMissing } from "../errors.ts"
import type { Workspace } from "../workspace.ts"
import { legacyMd5 } from "./legacy-md5.ts"
import { parseManifest } from "./manifest.ts"
import type { ManifestEntry, Snapshot } from "./snapshot.ts"

/** Where DVC keeps objects, in the cache and on a remote: those of version 2 lie at the top. */
export function objectKey({ md5, isLegacy }: Named): string {
  const place = `${md5.slice(0, 2)}/${md5.slice(2)}`
  return isLegacy === true ? place : `files/md5/${place}`
}

/** What an object is called: its MD5, and which version of DVC named it. */
export type Named = Pick<Snapshot, "md5" | "isLegacy">

export function objectsFolder(workspace: Workspace, named: Pick<Snapshot, "isLegacy"> = {}): string {
  return named.isLegacy === true ? workspace.cacheFolder : `${workspace.cacheFolder}/files/md5`
}

export function objectPath(workspace: Workspace, named: Named): string {
  return objectIn(objectsFolder(workspace, named), named.md5)
}

/**
 * Whether an object is there and whole. Mode 0444 says that it was written to its end; any other is hashed once and,
 * when its name is not its hash, removed.
 */
export async function isTrusted(workspace: Workspace, named: Named): Promise<boolean> {
  const path = objectPath(workspace, named)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined || !stat.isFile()) return false
  if ((stat.mode & 0o777) === 0o444) return true
  const md5 = named.isLegacy === true ? await legacyMd5(path) : (await hashFile("md5", path)).hex
  if (md5 !== named.md5.replace(/\.dir$/, "") && !(await isPlainManifest(path, named))) {
    await withFileErrors("write", path, () => rm(path, { force: true }))
    return false
  }
  // A shared cache may belong to someone else: then it is hashed again each time.
  await chmod(path, 0o444).catch(() => {})
  return true
}

/**
 * The files of a folder, out of its manifest in the cache.
 *
 * @param path of the folder, for the error
 * @throws version.object-missing, version.object-corrupt
 */
export async function manifestOf(workspace: Workspace, named: Named, path: string): Promise<readonly ManifestEntry[]> {
  if (!(await isTrusted(workspace, named))) throw cacheObjectMissing(named.md5, path)
  const file = objectPath(workspace, named)
  const text = await withFileErrors("read", file, () => readFile(file, "utf8"))
  try {
    return parseManifest(text, named.md5)
  } catch (error) {
    // Damaged since it was written: gone, it can be fetched anew. One that is what its name says stays, and is refused.
    if (`${hashBytes("md5", text)}.dir` !== named.md5)
      await withFileErrors("write", file, () => rm(file, { force: true }))
    throw error
  }
}

/**
 * Whether everything a snapshot needs is in the cache; for a folder its manifest and every file of it.
 *
 * @param files MD5s of the files of the folder where they are known; else its manifest is read
 * @throws version.object-corrupt when the manifest is none
 */
export async function cacheHolds(workspace: Workspace, snapshot: Named, files?: readonly string[]): Promise<boolean> {
  if (!(await isTrusted(workspace, snapshot))) return false
  if (!snapshot.md5.endsWith(".dir")) return true
  const wanted = files ?? (await manifestOf(workspace, snapshot, "")).map(({ md5 }) => md5)
  return wanted.every(presenceIn(objectsFolder(workspace, snapshot), wanted.length))
}

/** A manifest of DVC 2 is named by its own bytes; only files had their line ends left out. */
async function isPlainManifest(path: string, { md5, isLegacy }: Named): Promise<boolean> {
  return isLegacy === true && md5.endsWith(".dir") && (await hashFile("md5", path)).hex === md5.slice(0, -4)
}
