import { statSync } from "node:fs"
import { inBulk, isFault, objectIn, settle, syncsEach } from "../../store/index.ts"
import type { OnDone, Workspace } from "../workspace.ts"
import { bulkError } from "./bulk-error.ts"
import { type FoundFile, filesBelow } from "./found-files.ts"
import { snapshotOf } from "./hash-path.ts"
import { keepText } from "./keep-text.ts"
import { objectsFolder } from "./objects.ts"
import type { Snapshot } from "./snapshot.ts"
import { snapshotKept } from "./snapshot-kept.ts"
import { withMark } from "./sweep-cache.ts"

/**
 * Put a file or folder into the object cache. Each object is written beside its place, renamed, made durable and protected
 * (mode 0444), in this order; the files of a folder come before its manifest, so that a manifest never promises what is
 * not there. A file that is hashed is copied in the same pass.
 *
 * @returns what was stored
 * @throws version.changed-while-read, version.link-loop, version.not-a-file, version.name-not-text, version.rules-inside,
 *   base.file-missing, base.file-unreadable, base.disk-full, base.folder-read-only
 */
export async function addToCache(workspace: Workspace, path: string, onDone?: OnDone): Promise<Snapshot> {
  const found = filesBelow(path, workspace.rules)
  const kept = await snapshotKept(workspace, found)
  if (kept !== undefined) return kept
  const { snapshot, manifest } = snapshotOf(found, await keepFiles(workspace, found.files, onDone))
  if (manifest !== undefined) await keepText(workspace, snapshot.md5, manifest)
  return snapshot
}

/** @returns MD5s of the files in their order */
export async function keepFiles(
  workspace: Workspace,
  files: readonly FoundFile[],
  onDone?: OnDone,
): Promise<readonly string[]> {
  const folder = objectsFolder(workspace)
  const md5s = files.map(({ path, mark }) => {
    const md5 = workspace.hashes.find(path, mark)
    return md5 !== undefined && isProtected(objectIn(folder, md5)) ? md5 : undefined
  })
  const missing = [...files.keys()].filter((index) => md5s[index] === undefined)
  onDone?.(files.length - missing.length)
  if (missing.length === 0) return md5s as string[]
  const wanted = missing.map((index) => files[index]!)
  await workspace.hashes.untilRipe(wanted.map(({ mark }) => mark))
  const amount = { files: wanted.length, bytes: wanted.reduce((sum, { mark }) => sum + mark[4], 0) }
  const items = wanted.map(({ path }) => ({ file: path, target: folder }))
  const work = { kind: "keep", folder, sync: syncsEach(amount) } as const
  const answers = await withMark(folder, () => inBulk(items, work, { bytes: amount.bytes, onDone }))
  for (const [place, answer] of answers.entries()) {
    if (isFault(answer)) throw bulkError(answer, "write")
    md5s[missing[place]!] = answer.md5
    if (answer.mark !== undefined) workspace.hashes.remember(wanted[place]!.path, answer.mark, answer.md5)
  }
  const stored = new Set(missing.map((index) => objectIn(folder, md5s[index]!)))
  await settle(folder, [...stored], amount)
  return md5s as string[]
}

function isProtected(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat !== undefined && (stat.mode & 0o777) === 0o444
}
