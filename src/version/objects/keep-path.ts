import { statSync } from "node:fs"
import {
  type BulkAnswer,
  type BulkDone,
  type BulkWork,
  fillDurable,
  fillsWhole,
  inBulk,
  isFault,
  objectIn,
  settle,
  syncsEach,
  wakeThreads,
} from "../../store/index.ts"
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
  const found = filesBelow(path, workspace.rules, (files) => {
    const [first] = files
    if (first !== undefined && workspace.hashes.find(first.path, first.mark) === undefined) wakeThreads(files.length)
  })
  const kept = await snapshotKept(workspace, found)
  if (kept !== undefined) return kept
  let named: ReturnType<typeof snapshotOf> | undefined
  const meanwhile = async (md5s: readonly string[]): Promise<void> => {
    named = snapshotOf(found, md5s)
    await workspace.hashes.save()
  }
  const md5s = await keepFiles(workspace, found.files, { onDone, meanwhile })
  const { snapshot, manifest } = named ?? snapshotOf(found, md5s)
  if (manifest !== undefined) await keepText(workspace, snapshot.md5, manifest)
  return snapshot
}

export interface KeepOptions {
  readonly onDone?: OnDone | undefined
  /** Called with the MD5s of new objects and old ones, while the new ones are made durable. */
  readonly meanwhile?: (md5s: readonly string[]) => Promise<void>
}

/** @returns MD5s of the files in their order */
export async function keepFiles(
  workspace: Workspace,
  files: readonly FoundFile[],
  { onDone, meanwhile }: KeepOptions = {},
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
  const items = wanted.map(({ path, mark }) => ({ file: path, mark }))
  const options = { bytes: amount.bytes, onDone }
  const keepIn = async (place: string, how: Pick<Keeping, "private">): Promise<void> => {
    const work = { kind: "keep", folder: place, sync: syncsEach(amount), ...how } as const
    for (const [nth, { md5, mark }] of done(await inBulk(items, work, options)).entries()) {
      md5s[missing[nth]!] = md5
      workspace.hashes.remember(items[nth]!.file, mark ?? items[nth]!.mark, md5)
    }
  }
  const whileWaiting = async (): Promise<void> => meanwhile?.(md5s as string[])
  if (fillsWhole(folder, amount)) await fillDurable(folder, (made) => keepIn(made, { private: true }), whileWaiting)
  else {
    await withMark(folder, () => keepIn(folder, {}))
    const stored = new Set(missing.map((index) => objectIn(folder, md5s[index]!)))
    await Promise.all([settle(folder, [...stored], amount), whileWaiting()])
  }
  return md5s as string[]
}

type Keeping = Extract<BulkWork, { readonly kind: "keep" }>

/** @throws the first fault as what a person can act on */
function done(answers: BulkAnswer): readonly BulkDone[] {
  return answers.map((answer) => {
    if (isFault(answer)) throw bulkError(answer, "write")
    return answer
  })
}

function isProtected(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat !== undefined && (stat.mode & 0o777) === 0o444
}
