import { constants, existsSync, statSync } from "node:fs"
import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { hashFile, withFileErrors, writeFolderAtomic } from "../base/index.ts"
import { copyHashing } from "./copy-hashing.ts"
import { cacheObjectCorrupt, cacheObjectMissing } from "./errors.ts"
import { type FoundFile, filesBelow } from "./found-files.ts"
import { readSteadily, snapshotOf } from "./hash-path.ts"
import { parseManifest } from "./manifest.ts"
import type { Snapshot } from "./snapshot.ts"
import type { Workspace } from "./workspace.ts"

/**
 * Put a file or folder into the object cache. Each object is written beside its place, made durable, protected (mode
 * 0444) and renamed; the files of a folder come before its manifest, so that a manifest never promises what is not there.
 *
 * @returns what was stored
 * @throws version.changed-while-read, version.link-loop, version.not-a-file, base.file-missing, base.file-unreadable,
 *   base.disk-full, base.folder-read-only
 */
export async function addToCache(workspace: Workspace, path: string): Promise<Snapshot> {
  const found = filesBelow(path)
  const md5s: string[] = []
  for (const file of found.files) md5s.push(await storeFile(workspace, file))
  const { snapshot, manifest } = snapshotOf(found, md5s)
  if (manifest !== undefined) await storeText(workspace, snapshot.md5, manifest)
  return snapshot
}

/**
 * Whether everything a snapshot needs is in the cache; for a folder its manifest and every file of it.
 *
 * @throws version.object-corrupt when the manifest is none
 */
export async function cacheHolds(workspace: Workspace, snapshot: Pick<Snapshot, "md5">): Promise<boolean> {
  if (!(await isTrusted(workspace, snapshot.md5))) return false
  if (!snapshot.md5.endsWith(".dir")) return true
  const text = await readFile(objectPath(workspace, snapshot.md5), "utf8")
  return parseManifest(text, snapshot.md5).every(({ md5 }) => existsSync(objectPath(workspace, md5)))
}

/**
 * Write what a snapshot names to a path of the workspace, in place of what is there. The copies can be written to; a
 * reader sees the old content or the new.
 *
 * @throws version.object-missing, version.object-corrupt, base.disk-full, base.folder-read-only
 */
export async function checkoutFromCache(workspace: Workspace, snapshot: Snapshot, path: string): Promise<void> {
  if (!(await isTrusted(workspace, snapshot.md5))) throw cacheObjectMissing(snapshot.md5, path)
  if (!snapshot.md5.endsWith(".dir")) return checkoutFile(workspace, snapshot, path)
  const manifest = parseManifest(await readFile(objectPath(workspace, snapshot.md5), "utf8"), snapshot.md5)
  const missing = manifest.find(({ md5 }) => !existsSync(objectPath(workspace, md5)))
  if (missing !== undefined) throw cacheObjectMissing(missing.md5, join(path, missing.relpath))
  await removeUnless(path, "folder")
  await writeFolderAtomic(path, async (folder) => {
    for (const { md5, relpath } of manifest) {
      const target = join(folder, relpath)
      await mkdir(dirname(target), { recursive: true })
      await copyOut(objectPath(workspace, md5), target)
    }
  })
}

/**
 * Clear what killed processes left half-written in the cache; others that still run are left alone.
 *
 * @throws base.folder-read-only
 */
export async function sweepCache(workspace: Workspace): Promise<void> {
  const folder = objectsFolder(workspace)
  if (!existsSync(folder)) return
  for (const name of await readdir(folder)) {
    const pid = /^\.tmp-(\d+)-\d+$/.exec(name)?.[1]
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(folder, name), { force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"
  }
}

async function checkoutFile(workspace: Workspace, snapshot: Snapshot, path: string): Promise<void> {
  const object = objectPath(workspace, snapshot.md5)
  const { size } = statSync(object)
  if (size !== snapshot.size)
    throw cacheObjectCorrupt(snapshot.md5, `it has ${size} bytes, ${snapshot.size} were stored`)
  await removeUnless(path, "file")
  await withFileErrors("write", path, async () => {
    await mkdir(dirname(path), { recursive: true })
    const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.${temporaryCount++}.tmp`)
    try {
      await copyOut(object, temporary)
      if (snapshot.isExec) await chmod(temporary, 0o755)
      await rename(temporary, path)
    } finally {
      await rm(temporary, { force: true })
    }
  })
}

async function copyOut(object: string, target: string): Promise<void> {
  await copyFile(object, target, constants.COPYFILE_FICLONE)
  await chmod(target, 0o644)
}

/** A folder cannot be renamed over a file nor the other way round. */
async function removeUnless(path: string, wanted: "file" | "folder"): Promise<void> {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat !== undefined && stat.isDirectory() !== (wanted === "folder")) await rm(path, { recursive: true })
}

async function storeFile(workspace: Workspace, file: FoundFile): Promise<string> {
  const known = workspace.hashes.find(file.path, file.stat)
  if (known !== undefined && (await isTrusted(workspace, known))) return known
  return inTemporary(workspace, async (temporary) => {
    const md5 = await readSteadily(file, workspace.hashes, () => copyHashing(file.path, temporary))
    await protect(workspace, md5, temporary)
    return md5
  })
}

async function storeText(workspace: Workspace, name: string, text: string): Promise<void> {
  if (await isTrusted(workspace, name)) return
  await inTemporary(workspace, async (temporary) => {
    await writeFile(temporary, text, { flush: true })
    await protect(workspace, name, temporary)
  })
}

/** Beside the objects, so that it can be renamed into its place. */
async function inTemporary<T>(workspace: Workspace, write: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = join(objectsFolder(workspace), `.tmp-${process.pid}-${temporaryCount++}`)
  return withFileErrors("write", temporary, async () => {
    await mkdir(objectsFolder(workspace), { recursive: true })
    try {
      return await write(temporary)
    } finally {
      await rm(temporary, { force: true })
    }
  })
}

async function protect(workspace: Workspace, md5: string, temporary: string): Promise<void> {
  if (await isTrusted(workspace, md5)) return
  await chmod(temporary, protectedMode)
  await mkdir(dirname(objectPath(workspace, md5)), { recursive: true })
  await rename(temporary, objectPath(workspace, md5))
}

/**
 * Whether an object is there and whole. Mode 0444 says that it was written to its end; any other is hashed once and,
 * when its name is not its hash, removed.
 */
async function isTrusted(workspace: Workspace, md5: string): Promise<boolean> {
  const path = objectPath(workspace, md5)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return false
  if ((stat.mode & 0o777) === protectedMode) return true
  const { hex } = await hashFile("md5", path)
  if (hex !== md5.replace(/\.dir$/, "")) {
    await rm(path, { force: true })
    return false
  }
  await chmod(path, protectedMode)
  return true
}

function objectPath(workspace: Workspace, md5: string): string {
  return join(objectsFolder(workspace), md5.slice(0, 2), md5.slice(2))
}

function objectsFolder(workspace: Workspace): string {
  return join(workspace.cacheFolder, "files", "md5")
}

const protectedMode = 0o444

let temporaryCount = 0
