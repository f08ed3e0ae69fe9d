import {
  compareIndexes,
  type DataIndex,
  hasRevision,
  type IndexChange,
  notInCache,
  objectsAbsentOn,
  recordedIndex,
  remoteOf,
  untrackedFiles,
  workspaceIndex,
} from "../version/index.ts"
import { revisionUnknown } from "./errors.ts"
import { openRepository, type Repository } from "./repository.ts"
import { trackedAt } from "./tracked-at.ts"

export interface DataStatusRequest {
  readonly targets: readonly string[]
  readonly granular: boolean
  readonly unchanged: boolean
  readonly untracked: boolean
  readonly notInRemote: boolean
  readonly remote: string | undefined
  readonly head: string
}

/** Paths from the root, a slash after a folder; the names are DVC's. */
export interface DataChanges {
  readonly added: readonly string[]
  readonly deleted: readonly string[]
  readonly modified: readonly string[]
  readonly renamed: readonly { readonly old: string; readonly new: string }[]
}

export interface DataStatus {
  readonly not_in_cache: readonly string[]
  readonly not_in_remote: readonly string[]
  /** Since the commit. */
  readonly committed: DataChanges
  /** Since data was last kept. */
  readonly uncommitted: DataChanges
  readonly untracked: readonly string[]
  readonly unchanged: readonly string[]
}

/**
 * What changed of tracked data, as `dvc data status` says it.
 *
 * @throws those of `openRepository` and `remoteOf`
 */
export async function dataStatus(folder: string, request: DataStatusRequest): Promise<DataStatus> {
  const repository = await openRepository(folder)
  const { workspace, tracked } = repository
  const { granular, targets } = request
  const recorded = await recordedIndex(workspace, tracked, granular)
  const uncommitted = compareIndexes(recorded, await workspaceIndex(workspace, tracked, granular))
  const committed = compareIndexes(await indexAt(repository, request.head, granular), recorded)
  const isWanted = (path: string): boolean =>
    targets.length === 0 ||
    targets.some((target) => path === target || path.startsWith(`${target.replace(/\/$/, "")}/`))
  const slashed = (entries: readonly { readonly path: string; readonly isDir: boolean }[]): readonly string[] =>
    entries.filter(({ path }) => isWanted(path)).map(({ path, isDir }) => (isDir ? `${path}/` : path))
  const same = new Set(committed.filter(({ kind }) => kind === "unchanged").map(({ path }) => path))
  return {
    not_in_cache: slashed(notInCache(workspace, recorded)),
    not_in_remote: request.notInRemote ? slashed(await absentOnRemote(repository, recorded, request.remote)) : [],
    committed: changesOf(committed, isWanted),
    uncommitted: changesOf(uncommitted, isWanted),
    untracked: request.untracked ? (await untrackedFiles(repository.root)).filter(isWanted) : [],
    unchanged: request.unchanged
      ? slashed(uncommitted.filter(({ kind, path }) => kind === "unchanged" && same.has(path)))
      : [],
  }
}

/** @returns an empty index before the first commit */
export async function indexAt(repository: Repository, revision: string, granular: boolean): Promise<DataIndex> {
  if (!(await hasRevision(repository.root, revision))) {
    if (revision === "HEAD") return { entries: new Map(), unknown: [] }
    throw revisionUnknown(revision)
  }
  return recordedIndex(repository.workspace, await trackedAt(repository, revision), granular)
}

async function absentOnRemote({ workspace }: Repository, index: DataIndex, name: string | undefined) {
  const remote = remoteOf(workspace.config, name)
  try {
    const entries = [...index.entries].map(([path, entry]) => ({ path, ...entry }))
    const absent = await objectsAbsentOn(remote, entries)
    return entries.filter((entry) => absent.has(entry.md5))
  } finally {
    remote.close()
  }
}

function changesOf(changes: readonly IndexChange[], isWanted: (path: string) => boolean): DataChanges {
  const slashed = ({ path, isDir }: IndexChange): string => (isDir ? `${path}/` : path)
  const of = (kind: IndexChange["kind"]): readonly IndexChange[] =>
    changes.filter((change) => change.kind === kind && isWanted(change.to ?? change.path))
  return {
    added: of("added").map(slashed),
    deleted: of("deleted").map(slashed),
    modified: of("modified").map(slashed),
    renamed: of("renamed").map((change) => ({
      old: slashed(change),
      new: `${change.to}${change.isDir ? "/" : ""}`,
    })),
  }
}
