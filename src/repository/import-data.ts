import { existsSync } from "node:fs"
import { rm } from "node:fs/promises"
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path"
import {
  type ImportSource,
  ignoreInGit,
  isWithoutGit,
  pathTaken,
  placeSnapshot,
  pointerPathOf,
  refuseOverlap,
  type Snapshot,
  writeImport,
} from "../version/index.ts"
import type { Repository } from "./repository.ts"
import { localFolder, openSource } from "./source.ts"
import { type TakeOptions, takeFrom } from "./take.ts"
import { addressFrom, markOfSource, takeOutside } from "./take-outside.ts"

/** How far an import goes: `nothing` writes only where the data will come from, `mark` also at which state it was seen. */
export interface ImportOptions extends TakeOptions {
  readonly out?: string | undefined
  readonly force?: boolean | undefined
  readonly extent?: "all" | "mark" | "nothing" | undefined
}

/** Data taken from elsewhere. */
export interface Imported {
  /** Absolute. */
  readonly path: string
  /** Absolute path of its `.dvc` file. */
  readonly pointer: string
  readonly snapshot?: Snapshot
}

export interface RepositoryRequest {
  readonly url: string
  /** From the top of the source. */
  readonly path: string
  readonly rev?: string | undefined
  readonly remote?: string | undefined
}

/**
 * Take a file or folder of another repository into this one, and remember where it came from.
 *
 * @throws version.path-taken, version.paths-overlap and those of `openSource` and `takeFrom`
 */
export async function importFromRepository(
  repository: Repository,
  { url, path, rev, remote }: RepositoryRequest,
  options: ImportOptions = {},
): Promise<Imported> {
  const wanted = path.replaceAll("\\", "/").replace(/^\.\/|\/+$/g, "")
  const target = freePlace(repository, options.out ?? basename(wanted), options)
  const local = localFolder(url, repository.folder)
  const stored = local === undefined || /^file:/i.test(url) || isAbsolute(url) ? url : slashed(dirname(target), local)
  const named = {
    kind: "repository" as const,
    path: wanted,
    url: stored,
    ...(rev === undefined ? {} : { rev }),
    ...(remote === undefined ? {} : { remote }),
  }
  if (options.extent === "nothing") return finish(repository, { target, source: named })
  const source = await openSource(url, repository.folder, { rev, remote })
  try {
    const locked = { ...named, revLock: source.commit }
    if (options.extent === "mark") return await finish(repository, { target, source: locked })
    const snapshot = await takeFrom(repository.workspace, { source, path: wanted }, options)
    return await finish(repository, { target, source: locked, snapshot })
  } finally {
    await source.close()
  }
}

/**
 * Take a file or folder from an address outside of any repository into this one, and remember where it came from.
 *
 * @throws version.path-taken, version.paths-overlap, store.outside-missing, store.outside-unmarked, version.path-missing
 */
export async function importFromUrl(
  repository: Repository,
  url: string,
  options: ImportOptions = {},
): Promise<Imported> {
  const named = placeNamed(repository, url, options.out)
  const target = freePlace(repository, named.name, options)
  const stored = named.stored(dirname(target))
  if (options.extent === "nothing") return finish(repository, { target, source: { kind: "url", url: stored } })
  const address = addressFrom(repository.workspace, stored, dirname(target))
  if (options.extent === "mark") {
    const mark = await markOfSource(repository.workspace, address)
    return finish(repository, { target, source: { kind: "url", url: stored, mark } })
  }
  const { snapshot, mark } = await takeOutside(repository.workspace, address, options)
  return finish(repository, { target, source: { kind: "url", url: stored, mark }, snapshot })
}

/** Where a path or an address goes by its own name, and how it is written down in a `.dvc` file of a folder. */
export function placeNamed(
  { folder }: Repository,
  url: string,
  out?: string,
): { readonly name: string; readonly stored: (from: string) => string } {
  const name = out ?? basename(url.replace(/[?#].*$/, "").replace(/[/\\]+$/, ""))
  const isAddress = /^[a-z][a-z0-9+.-]+:\/\//i.test(url) || isAbsolute(url)
  return { name, stored: (from) => (isAddress ? url : slashed(from, resolve(folder, url))) }
}

/**
 * A place for data that comes from elsewhere; what is there stays until the data has come.
 *
 * @throws version.path-taken, version.paths-overlap
 */
export function freePlace({ folder, workspace, tracked }: Repository, out: string, options: ImportOptions): string {
  const place = resolve(folder, out)
  const target = out.endsWith("/") ? join(place, "data") : place
  const pointer = pointerPathOf(target)
  const taken = [target, pointer].find((path) => existsSync(path))
  if (taken !== undefined && options.force !== true) throw pathTaken(taken)
  refuseOverlap(
    workspace,
    target,
    tracked.filter(({ owner }) => owner !== pointer),
  )
  return target
}

interface Finishing {
  readonly target: string
  readonly source: ImportSource
  readonly snapshot?: Snapshot
}

async function finish({ workspace }: Repository, { target, source, snapshot }: Finishing): Promise<Imported> {
  if (snapshot !== undefined) await placeSnapshot(workspace, { snapshot, path: target }, { force: true })
  await rm(pointerPathOf(target), { force: true })
  const pointer = await writeImport(target, source, snapshot)
  if (!isWithoutGit(workspace)) await ignoreInGit(target)
  await workspace.hashes.save()
  return { path: target, pointer, ...(snapshot === undefined ? {} : { snapshot }) }
}

function slashed(from: string, to: string): string {
  return relative(from, to).split(sep).join("/") || "."
}
