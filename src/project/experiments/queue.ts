import { mkdir, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { KnownError, withFileErrors } from "../../base/index.ts"
import {
  argumentsOf,
  dequeue,
  experimentsFailed,
  listExperiments,
  listQueued,
  markDone,
  markFailed,
  openQueued,
  type Queued,
  sweepQueued,
  taskFiles,
} from "../../experiment/index.ts"
import { acquireLock } from "../../store/index.ts"
import { openProject, type Project } from "../project.ts"
import type { RunEffects } from "../run/lock.ts"
import { type PipelinePlace, plainRepository, reproduce } from "../run/reproduce.ts"
import { prepare } from "./prepare.ts"
import { beginWork, type Worker, watched } from "./queue-worker.ts"
import { experimentRoot, keep, type RanExperiment, scoresOf } from "./run.ts"

export interface QueueRun {
  /** Only these; all that wait when left out. */
  readonly only?: readonly Queued[] | undefined
  /** Experiments at one time. */
  readonly jobs: number
  /** Replace experiments of the same name. */
  readonly force?: boolean
}

/**
 * Run experiments of the queue, each in a folder of its own. What fails is put aside and the rest goes on; what is being run by
 * another process is left to it. One that was killed waits still, and is run again.
 *
 * @throws experiment.failed when any did, pipeline.interrupted
 */
export async function runQueued(
  place: PipelinePlace,
  { only, jobs, force = false }: QueueRun,
  effects: RunEffects = {},
): Promise<readonly RanExperiment[]> {
  const root = experimentRoot(place.folder)
  const home =
    plainRepository(place.folder) === undefined ? await openProject(place.folder, place.overrides) : undefined
  await sweepQueued(root)
  const worker = only === undefined ? await beginWork(root) : undefined
  try {
    return await workOff({ root, home, force, overrides: place.overrides }, { only, jobs }, { ...effects, worker })
  } finally {
    await worker?.end()
  }
}

async function workOff(
  home: Home,
  { only, jobs }: Pick<QueueRun, "only" | "jobs">,
  effects: RunEffects & { readonly worker: Worker | undefined },
): Promise<readonly RanExperiment[]> {
  const { root } = home
  const waiting = [...(only ?? (await listQueued(root)).filter(({ state }) => state === "queued"))]
  const several = waiting.length > 1
  const ran: RanExperiment[] = []
  const failed: { readonly name: string; readonly error: unknown }[] = []
  const work = async (): Promise<void> => {
    for (let queued = waiting.shift(); queued !== undefined; queued = waiting.shift()) {
      if (effects.signal?.aborted === true || effects.worker?.isToEnd() === true) return
      try {
        const done = await runOne(home, queued, named(queued, several, effects))
        if (done !== undefined) ran.push(done)
      } catch (error) {
        if (!(error instanceof KnownError) || error.code === "pipeline.interrupted") throw error
        await markFailed(root, queued)
        failed.push({ name: queued.name, error })
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, jobs) }, work))
  const [first] = failed
  if (first !== undefined)
    throw experimentsFailed(
      failed.map(({ name }) => name),
      ran.map(({ name }) => name),
      first.error,
    )
  return ran
}

interface Home {
  readonly root: string
  readonly home: Project | undefined
  readonly force: boolean
  readonly overrides: readonly string[]
}

/** @returns undefined when another process is at it, or has done it */
async function runOne(
  { root, home, force, overrides }: Home,
  queued: Queued,
  effects: RunEffects,
): Promise<RanExperiment | undefined> {
  const { name, baseline, stash } = queued
  const path = taskFiles(root, stash).lock
  await withFileErrors("write", path, () => mkdir(dirname(path), { recursive: true }))
  const outcome = await acquireLock(path, `mlwright exp run ${name}`, { timeoutMs: 0 })
  if (!outcome.held) return undefined
  try {
    if (!(await isWaiting(root, queued, force))) return undefined
    const options = await argumentsOf(root, queued)
    const folder = await openQueued(root, queued)
    await prepare(root, folder, queued)
    const trial = { name, baseline, ...(home === undefined ? {} : { home }) }
    const { stages } = await watched({ root, queued, effects }, (own) =>
      reproduce({ folder, overrides }, { ...options, trial }, own),
    )
    const experiment = await keep(folder, { name, baseline, force, message: queued.message })
    await dequeue(root, queued)
    await markDone(root, queued)
    return { ...experiment, stages, metrics: await scoresOf(root, experiment) }
  } finally {
    await outcome.lock.release()
    // Who comes to the lock now finds that nothing waits.
    if (!(await listQueued(root)).some((one) => one.stash === stash)) await rm(path, { force: true })
  }
}

/** It may have been killed between the last two steps: then the experiment is there, and only the queue does not know. */
async function isWaiting(root: string, queued: Queued, force: boolean): Promise<boolean> {
  if (!(await listQueued(root)).some(({ stash, state }) => stash === queued.stash && state === "queued")) return false
  const done = (await listExperiments(root)).some((one) => one.name === queued.name && one.baseline === queued.baseline)
  if (!done || force) return true
  await dequeue(root, queued)
  return false
}

/** Side by side, the events say of which experiment they are. */
function named({ name }: Queued, several: boolean, effects: RunEffects): RunEffects {
  const { onEvent } = effects
  if (!several || onEvent === undefined) return effects
  return { ...effects, onEvent: (event) => onEvent({ ...event, stage: `${name} ${event.stage}` }) }
}
