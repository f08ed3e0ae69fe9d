import { randomBytes } from "node:crypto"
import { constants, existsSync } from "node:fs"
import { chmod, cp, mkdir, readdir, rename, rm, stat } from "node:fs/promises"
import { join, relative, sep } from "node:path"
import { hashBytes, hashFile, withFileErrors } from "../base/index.ts"
import { artifactEmpty, filesMissing } from "./errors.ts"
import type { ModelVersion, Verified } from "./version.ts"

/** All files of a folder as one hash. */
export interface FolderHash {
  /** Of the sorted lines `sha256  path`, paths with `/`. */
  readonly sha256: string
  readonly bytes: number
}

/** A copy that waits beside the versions until its number is known. */
export interface IncomingCopy extends FolderHash {
  readonly folder: string
  /** Put it in its place for good; what a killed registration left there goes. */
  moveTo(folder: string): Promise<void>
  /** Remove it, if it was not moved. */
  discard(): Promise<void>
}

/**
 * Copy an artifact folder into the registry and hash the copy. Its files cannot be written by accident.
 *
 * @throws registry.artifact-empty, base.disk-full, base.folder-read-only
 */
export async function copyIn(source: string, registryFolder: string, id: string): Promise<IncomingCopy> {
  const folder = join(registryFolder, `.incoming-${process.pid}-${id}`)
  const discard = () => rm(folder, { recursive: true, force: true })
  const found = await stat(source).catch(() => undefined)
  if (found === undefined || !found.isDirectory()) throw artifactEmpty(source)
  try {
    await withFileErrors("write", folder, async () => {
      await mkdir(registryFolder, { recursive: true })
      await clearLeftovers(registryFolder)
      await cp(source, folder, { recursive: true, dereference: true, mode: constants.COPYFILE_FICLONE })
    })
    const files = await filesOf(folder)
    if (files.length === 0) throw artifactEmpty(source)
    await Promise.all(files.map((file) => chmod(file, 0o444)))
    const hash = await hashFolder(folder)
    const moveTo = (target: string): Promise<void> =>
      withFileErrors("write", target, async () => {
        await rm(target, { recursive: true, force: true })
        await mkdir(join(target, ".."), { recursive: true })
        await rename(folder, target)
      })
    return { ...hash, folder, moveTo, discard }
  } catch (error) {
    await discard()
    throw error
  }
}

/**
 * Hash the files of a version again.
 *
 * @throws registry.files-missing
 */
export async function verifyFiles({ name, version, folder, sha256 = "" }: ModelVersion): Promise<Verified> {
  if (folder === undefined || !existsSync(folder)) throw filesMissing(name, version, folder ?? "")
  const found = (await hashFolder(folder)).sha256
  return { ok: found === sha256, recorded: sha256, found }
}

/**
 * Make sure that the files of a version are those that were registered; when they are not, take them from its source, if
 * they are still the same there.
 *
 * @returns false when the files are not whole in either place
 * @throws base.disk-full, base.folder-read-only
 */
export async function repairFiles(version: ModelVersion, registryFolder: string): Promise<boolean> {
  const { folder, sha256, source } = version
  if (folder === undefined || sha256 === undefined) return false
  if (existsSync(folder) && (await verifyFiles(version)).ok) return true
  if (!existsSync(source)) return false
  const copy = await copyIn(source, registryFolder, randomBytes(8).toString("hex"))
  try {
    if (copy.sha256 !== sha256) return false
    await copy.moveTo(folder)
    return true
  } finally {
    await copy.discard()
  }
}

async function hashFolder(folder: string): Promise<FolderHash> {
  const lines: string[] = []
  let total = 0
  for (const file of await filesOf(folder)) {
    const { hex, bytes } = await hashFile("sha256", file)
    lines.push(`${hex}  ${relative(folder, file).split(sep).join("/")}\n`)
    total += bytes
  }
  return { sha256: hashBytes("sha256", lines.join("")), bytes: total }
}

/**
 * A model's folder name on any file system: strange characters become `%` and their code, and a name that is too long or that
 * differs from another only by case is told apart by its hash.
 */
export function folderNameOf(name: string, taken: boolean): string {
  const safe = name.replace(/[%<>:"/\\|?*\p{Cc}]|^\.|[. ]$/gu, (sign) => `%${sign.codePointAt(0)!.toString(16)}`)
  if (!taken && Buffer.byteLength(safe) <= LONGEST_NAME) return safe
  return `${Buffer.from(safe)
    .subarray(0, LONGEST_NAME)
    .toString("utf8")
    .replace(/\uFFFD$/, "")}~${hashBytes("sha256", name).slice(0, 8)}`
}

/** Remove copies of processes that were killed while copying. */
async function clearLeftovers(registryFolder: string): Promise<void> {
  for (const entry of await readdir(registryFolder)) {
    const pid = Number(/^\.incoming-(\d+)-/.exec(entry)?.[1])
    if (pid > 0 && !isRunning(pid)) await rm(join(registryFolder, entry), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

/** In an order that does not depend on the file system. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return files.sort((first, second) => (first < second ? -1 : 1))
}

/** Bytes; file systems allow 255, and the number of a hash follows. */
const LONGEST_NAME = 200
