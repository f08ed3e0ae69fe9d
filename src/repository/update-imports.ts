import { existsSync } from "node:fs"
import { dirname, relative, resolve } from "node:path"
import {
  type ImportSource,
  nothingToTrack,
  placeSnapshot,
  pointerPathOf,
  readImport,
  readPointer,
  type Snapshot,
  type SourceMark,
  writeImport,
} from "../version/index.ts"
import { notImported } from "./errors.ts"
import type { Repository } from "./repository.ts"
import { openSource } from "./source.ts"
import { type TakeOptions, takeFrom } from "./take.ts"
import { addressFrom, markOfSource, takeOutside } from "./take-outside.ts"

export interface UpdateOptions extends TakeOptions {
  /** Follow this branch, tag or commit from now on. */
  readonly rev?: string | undefined
  /** Only say in the `.dvc` file what the source has now. */
  readonly markOnly?: boolean | undefined
  /** Replace data that is in no cache. */
  readonly force?: boolean | undefined
}

/** Absolute paths. */
export interface Updated {
  readonly path: string
  readonly pointer: string
  readonly changed: boolean
  readonly snapshot?: Snapshot
}

/**
 * Bring imported data up to date with where it came from.
 *
 * @param targets `.dvc` files or the data they stand for; a folder for all imports below it
 * @throws repository.not-imported, version.unsaved-data and those of `openSource`, `takeFrom` and `takeOutside`
 */
export async function updateImports(
  repository: Repository,
  targets: readonly string[],
  options: UpdateOptions = {},
): Promise<readonly Updated[]> {
  const pointers = targets.flatMap((target) => pointersOf(repository, target))
  const updated: Updated[] = []
  for (const pointer of new Set(pointers)) updated.push(await updateOne(repository, pointer, options))
  await repository.workspace.hashes.save()
  return updated
}

function pointersOf({ folder, tracked }: Repository, target: string): readonly string[] {
  const path = resolve(folder, target)
  const named = path.endsWith(".dvc") ? path : pointerPathOf(path)
  const own = tracked.find(({ owner }) => owner === named)
  if (own !== undefined) {
    if (own.isImport !== true) throw notImported(target)
    return [named]
  }
  const below = tracked.filter(({ owner, isImport }) => isImport === true && owner.startsWith(`${path}/`))
  if (below.length === 0) throw existsSync(path) ? notImported(target) : nothingToTrack(relative(folder, path))
  return below.map(({ owner }) => owner)
}

async function updateOne(repository: Repository, pointer: string, options: UpdateOptions): Promise<Updated> {
  const source = await readImport(pointer)
  const [output] = (await readPointer(pointer)).outs
  if (output === undefined) throw notImported(pointer)
  const path = output.file
  const now = await lookAt(repository, { source, pointer }, options)
  const isSame = stateOf(source) === stateOf(now.source) && (options.markOnly === true || output.snapshot !== undefined)
  if (now.snapshot !== undefined)
    await placeSnapshot(repository.workspace, { snapshot: now.snapshot, path }, { force: options.force === true })
  if (!isSame || now.snapshot?.md5 !== output.snapshot?.md5) await writeImport(path, now.source, now.snapshot)
  const snapshot = now.snapshot ?? output.snapshot
  return { path, pointer, changed: !isSame, ...(snapshot === undefined ? {} : { snapshot }) }
}

interface Seen {
  readonly source: ImportSource
  readonly snapshot?: Snapshot
}

async function lookAt(
  { workspace }: Repository,
  { source, pointer }: { readonly source: ImportSource; readonly pointer: string },
  options: UpdateOptions,
): Promise<Seen> {
  const from = dirname(pointer)
  if (source.kind === "url") {
    const address = addressFrom(workspace, source.url, from)
    if (options.markOnly === true) return { source: { ...source, mark: await markOfSource(workspace, address) } }
    const { mark, snapshot } = await takeOutside(workspace, address, options)
    return { source: { ...source, mark }, snapshot }
  }
  const rev = options.rev ?? source.rev
  const { path, url, remote } = source
  const opened = await openSource(url, from, { rev, remote })
  try {
    const locked = { ...source, revLock: opened.commit, ...(rev === undefined ? {} : { rev }) }
    if (options.markOnly === true) return { source: locked }
    return { source: locked, snapshot: await takeFrom(workspace, { source: opened, path }, options) }
  } finally {
    await opened.close()
  }
}

/** As text, so that two states compare. */
function stateOf(source: ImportSource): string {
  const mark: SourceMark | undefined = source.kind === "url" ? source.mark : undefined
  return JSON.stringify(source.kind === "url" ? [mark?.key, mark?.value] : [source.rev, source.revLock])
}
