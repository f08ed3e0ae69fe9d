import { type Experiment, refOf } from "../../experiment/index.ts"
import { openRepository, trackedAt } from "../../repository/index.ts"
import { type Chosen, fetchRefs, fetchTracked, pushRefs, pushTracked } from "../../version/index.ts"
import { chooseExperiments, type ExperimentChoice } from "./names.ts"

export interface SyncOptions {
  /** Without the data. */
  readonly refsOnly: boolean
  /** Also the memory of the runs of stages. */
  readonly runCache: boolean
  /** Replace what differs there. */
  readonly force: boolean
  /** Remote of DVC the data goes to; the default one when left out. */
  readonly dataRemote?: string | undefined
  readonly jobs?: number | undefined
  readonly onDone?: ((files: number) => void) | undefined
}

export interface Synced {
  readonly names: readonly string[]
  /** Objects of data that moved. */
  readonly objects: number
}

/**
 * Send experiments to a remote repository of git, and their data to a remote of DVC: the data first, so that nobody gets a
 * name without it.
 *
 * @param remote of git
 * @throws experiment.unknown, version.git-failed, those of `pushTracked`
 */
export async function pushExperiments(
  folder: string,
  { remote, choice }: { readonly remote: string; readonly choice: ExperimentChoice },
  options: SyncOptions,
): Promise<Synced> {
  const { root, workspace } = await openRepository(folder)
  const chosen = await chooseExperiments(folder, choice)
  const move = {
    chosen: options.refsOnly ? [] : await dataOf(root, chosen),
    remote: options.dataRemote,
    runCache: options.runCache,
  }
  const { jobs, onDone } = options
  const { objects } = move.chosen.length === 0 ? { objects: 0 } : await pushTracked(workspace, move, { jobs, onDone })
  const sign = options.force ? "+" : ""
  await pushRefs(
    root,
    remote,
    chosen.map((one) => `${sign}${one.commit}:${refOf(one)}`),
  )
  return { names: chosen.map(({ name }) => name), objects }
}

/**
 * Fetch experiments from a remote repository of git, and their data from a remote of DVC into the cache.
 *
 * @throws experiment.unknown, version.git-failed, those of `fetchTracked`
 */
export async function pullExperiments(
  folder: string,
  { remote, choice }: { readonly remote: string; readonly choice: ExperimentChoice },
  options: SyncOptions,
): Promise<Synced> {
  const { root, workspace } = await openRepository(folder)
  const chosen = await chooseExperiments(folder, choice, remote)
  const sign = options.force ? "+" : ""
  await fetchRefs(
    root,
    remote,
    chosen.map((one) => `${sign}${refOf(one)}:${refOf(one)}`),
  )
  const move = {
    chosen: options.refsOnly ? [] : await dataOf(root, chosen),
    remote: options.dataRemote,
    runCache: options.runCache,
  }
  const { jobs, onDone } = options
  const { objects } = move.chosen.length === 0 ? { objects: 0 } : await fetchTracked(workspace, move, { jobs, onDone })
  return { names: chosen.map(({ name }) => name), objects }
}

/** What experiments track, each content once. */
async function dataOf(root: string, experiments: readonly Experiment[]): Promise<readonly Chosen[]> {
  const all = await Promise.all(experiments.map(({ commit }) => trackedAt({ root }, commit)))
  const seen = new Set<string>()
  return all.flat().flatMap((tracked) => {
    const { snapshot, cache } = tracked
    if (!cache || snapshot === undefined || seen.has(snapshot.md5)) return []
    seen.add(snapshot.md5)
    return [{ tracked }]
  })
}
