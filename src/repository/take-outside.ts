import { existsSync } from "node:fs"
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import { withFileErrors } from "../base/index.ts"
import { type OutsideFile, type OutsideFolder, openOutside, type TransferOptions } from "../store/index.ts"
import {
  addressOf,
  addToCache,
  hashPath,
  marksMd5,
  nothingToTrack,
  type Snapshot,
  type SourceMark,
  type Workspace,
} from "../version/index.ts"
import { seeAll } from "./take.ts"

/** A place outside of any repository: a path of this computer, or an address with what is needed to read it. */
export type Address =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "url"; readonly open: () => Promise<OutsideFile | OutsideFolder> }

/** @param from absolute folder that a relative path counts from */
export function addressFrom({ config }: Pick<Workspace, "config">, url: string, from: string): Address {
  const { address, settings } = addressOf(config, url)
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(address)) return { kind: "path", path: resolve(from, address) }
  return { kind: "url", open: () => openOutside(address, settings) }
}

/** What tells the state of the source from another, without taking it. */
export async function markOfSource(workspace: Workspace, address: Address): Promise<SourceMark> {
  if (address.kind === "path") return markOf(await hashPath(existing(address.path), workspace))
  return markOfOutside(await address.open())
}

/**
 * Bring what an address holds into the cache.
 *
 * @throws store.outside-missing, version.path-missing, version.changed-while-read, base.disk-full
 */
export async function takeOutside(
  workspace: Workspace,
  address: Address,
  options?: TransferOptions,
): Promise<{ readonly snapshot: Snapshot; readonly mark: SourceMark }> {
  if (address.kind === "path") {
    const snapshot = await addToCache(workspace, existing(address.path))
    return { snapshot, mark: markOf(snapshot) }
  }
  const outside = await address.open()
  const temporary = join(workspace.root, ".dvc", "tmp")
  await withFileErrors("write", temporary, () => mkdir(temporary, { recursive: true }))
  const folder = await mkdtemp(join(temporary, `.tmp-${process.pid}-`))
  try {
    const path = join(folder, "file")
    await withFileErrors("write", path, () => outside.save(path, options))
    const { isExec: _isExec, ...snapshot } = await addToCache({ ...workspace, rules: seeAll }, path)
    return { snapshot, mark: { ...markOfOutside(outside), size: snapshot.size } }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function existing(path: string): string {
  if (!existsSync(path)) throw nothingToTrack(path)
  return path
}

function markOf({ md5, size, nfiles }: Snapshot): SourceMark {
  return { key: "md5", value: md5, size, ...(nfiles === undefined ? {} : { nfiles }) }
}

function markOfOutside(outside: OutsideFile | OutsideFolder): SourceMark {
  if (outside.kind === "file") {
    const { mark, size } = outside
    return { ...mark, ...(size === undefined ? {} : { size }) }
  }
  const { files } = outside
  const size = files.reduce((total, file) => total + file.size, 0)
  return { key: "md5", value: marksMd5(files), size, nfiles: files.length }
}
