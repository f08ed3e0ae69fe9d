import { existsSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { clearLeftovers } from "../base/index.ts"
import { loadPipeline, type Pipeline, trackedByStages } from "../pipeline/index.ts"
import {
  acquireRepositoryLock,
  findTrackers,
  openWorkspace,
  sweepCache,
  type Tracked,
  trackedByPointers,
  type Workspace,
} from "../version/index.ts"
import { folderMissing, repositoryMissing } from "./errors.ts"

/** A DVC repository opened for work with its data: a project of ours is one too. */
export interface Repository {
  /** Absolute folder that holds `.dvc/`. */
  readonly root: string
  /** Absolute folder that relative paths count from. */
  readonly folder: string
  readonly workspace: Workspace
  /** What `.dvc` files and stages track. */
  readonly tracked: readonly Tracked[]
  /** Absent without a `dvc.yaml`. */
  readonly pipeline?: Pipeline
}

/**
 * Find the repository at or above a folder, and what it tracks.
 *
 * @throws repository.folder-missing, repository.missing, version.config-invalid, version.pointer-invalid and those of
 *   `loadPipeline`
 */
export async function openRepository(folder: string): Promise<Repository> {
  const root = findRepository(folder)
  const workspace = await openWorkspace(root)
  const { pointers, pipelines } = await findTrackers(workspace)
  const pipeline = pipelines.length === 0 ? undefined : await loadPipeline(root)
  const byStages = pipeline === undefined ? [] : await trackedByStages(pipeline)
  return {
    root,
    folder: resolve(folder),
    workspace,
    tracked: [...trackedByPointers(root, pointers), ...byStages],
    ...(pipeline === undefined ? {} : { pipeline }),
  }
}

/**
 * Work on a repository while no other command of dvc or mlwright changes it.
 *
 * @param onWait called with the process that is waited for
 * @throws version.repository-busy and those of `openRepository`
 */
export async function changeRepository<T>(
  folder: string,
  onWait: (pid: number) => void,
  work: (repository: Repository) => Promise<T>,
): Promise<T> {
  const lock = await acquireRepositoryLock({ root: findRepository(folder) }, { onWait })
  try {
    const repository = await openRepository(folder)
    await sweepCache(repository.workspace)
    const owners = [...new Set(repository.tracked.map(({ owner }) => owner))]
    await clearLeftovers(owners.flatMap((owner) => [owner, join(dirname(owner), ".gitignore")]))
    return await work(repository)
  } finally {
    await lock.release()
  }
}

/** @throws repository.folder-missing, repository.missing */
export function findRepository(folder: string): string {
  const start = resolve(folder)
  if (!existsSync(start)) throw folderMissing(start)
  for (let current = start; ; current = dirname(current)) {
    if (existsSync(join(current, ".dvc"))) return current
    if (dirname(current) === current) throw repositoryMissing(start)
  }
}
