import { dirname } from "node:path"
import { KnownError } from "../base/index.ts"
import { type Chosen, cacheHolds, type ImportSource, readImport, type Snapshot } from "../version/index.ts"
import type { Repository } from "./repository.ts"
import { openSource, type SourceRepository } from "./source.ts"
import { type TakeOptions, takeFrom } from "./take.ts"
import { addressFrom, takeOutside } from "./take-outside.ts"

/** What came from sources, and what is left for remotes. */
export interface FetchedImports {
  /** Files. */
  readonly objects: number
  readonly rest: readonly Chosen[]
}

/**
 * Bring imported data that is in no cache from where it was imported, in the state it was imported in. What the source does not
 * have any more is left for the remotes, as is what was not imported.
 *
 * @param remote that is asked afterwards; the default one when it is left out
 * @throws what a source says, when there is no remote to ask in its place
 */
export async function fetchImports(
  repository: Repository,
  { chosen, remote }: { readonly chosen: readonly Chosen[]; readonly remote?: string | undefined },
  options: TakeOptions = {},
): Promise<FetchedImports> {
  const { workspace, tracked } = repository
  const opened = new Map<string, Promise<SourceRepository>>()
  const rest: Chosen[] = []
  let objects = 0
  let refusal: KnownError | undefined
  try {
    for (const one of chosen) {
      const { isImport, snapshot, owner } = one.tracked
      // What older commits imported is not what the .dvc file of now says.
      if (isImport !== true || snapshot === undefined || !tracked.includes(one.tracked)) {
        rest.push(one)
        continue
      }
      if (await cacheHolds(workspace, snapshot)) continue
      try {
        const taken = await takeAgain(repository, { source: await readImport(owner), owner, opened }, options)
        if (taken.md5 === snapshot.md5) objects += taken.nfiles ?? 1
        else rest.push(one)
      } catch (error) {
        if (!(error instanceof KnownError)) throw error
        refusal ??= error
        rest.push(one)
      }
    }
  } finally {
    await Promise.allSettled([...opened.values()].map(async (source) => (await source).close()))
    await workspace.hashes.save()
  }
  if (refusal !== undefined && (remote ?? workspace.config.get("core")?.get("remote")) === undefined) throw refusal
  return { objects, rest }
}

interface Again {
  readonly source: ImportSource
  /** Absolute path of the `.dvc` file. */
  readonly owner: string
  /** Several imports of one repository open it once. */
  readonly opened: Map<string, Promise<SourceRepository>>
}

async function takeAgain(
  { workspace }: Repository,
  { source, owner, opened }: Again,
  options: TakeOptions,
): Promise<Snapshot> {
  const from = dirname(owner)
  if (source.kind === "url")
    return (await takeOutside(workspace, addressFrom(workspace, source.url, from), options)).snapshot
  const { url, path, remote } = source
  const rev = source.revLock ?? source.rev
  const key = JSON.stringify([url, /^[a-z][a-z0-9+.-]+:/i.test(url) ? "" : from, rev, remote])
  const repository = opened.get(key) ?? openSource(url, from, { rev, remote })
  opened.set(key, repository)
  return takeFrom(workspace, { source: await repository, path }, options)
}
