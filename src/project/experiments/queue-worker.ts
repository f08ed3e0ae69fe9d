import { existsSync } from "node:fs"
import { rm } from "node:fs/promises"
import { join } from "node:path"
import { withFileErrors } from "../../base/index.ts"
import { openLog, type Queued, taskFiles, taskKilled, workerFolder } from "../../experiment/index.ts"
import { acquireLock } from "../../store/index.ts"
import type { RunEvent } from "../run/events.ts"
import type { RunEffects } from "../run/lock.ts"

/** A process that works off the queue; others see its lock, and ask it to end. */
export interface Worker {
  /** Whether somebody has asked for it: what runs is finished, and nothing more begun. */
  readonly isToEnd: () => boolean
  readonly end: () => Promise<void>
}

/** @throws base.disk-full, base.folder-read-only */
export async function beginWork(root: string): Promise<Worker> {
  const lock = join(workerFolder(root), `worker-${process.pid}.lock`)
  const stop = stopPath(root, process.pid)
  await withFileErrors("write", stop, () => rm(stop, { force: true }))
  const outcome = await acquireLock(lock, "mlwright exp run --run-all")
  return {
    isToEnd: () => existsSync(stop),
    end: async () => {
      if (outcome.held) await outcome.lock.release()
      for (const path of [lock, stop]) await withFileErrors("write", path, () => rm(path, { force: true }))
    },
  }
}

export function stopPath(root: string, pid: number): string {
  return join(workerFolder(root), `worker-${pid}.stop`)
}

/**
 * Run a queued experiment while what it prints is kept, until somebody kills it.
 *
 * @throws experiment.task-killed and what the work throws
 */
export async function watched<T>(
  { root, queued, effects }: { readonly root: string; readonly queued: Queued; readonly effects: RunEffects },
  work: (effects: RunEffects) => Promise<T>,
): Promise<T> {
  const { kill } = taskFiles(root, queued.stash)
  await withFileErrors("write", kill, () => rm(kill, { force: true }))
  const log = await openLog(root, queued.stash)
  const killed = new AbortController()
  const watch = setInterval(() => existsSync(kill) && killed.abort(taskKilled(queued.name)), killSeenAfterMs)
  const signal = effects.signal === undefined ? killed.signal : AbortSignal.any([effects.signal, killed.signal])
  const onEvent = (event: RunEvent): void => {
    log.write(lineOf(event))
    effects.onEvent?.(event)
  }
  try {
    return await work({ ...effects, signal, onEvent })
  } catch (error) {
    log.write(`${error instanceof Error ? error.message : String(error)}\n`)
    throw killed.signal.aborted && effects.signal?.aborted !== true ? taskKilled(queued.name) : error
  } finally {
    clearInterval(watch)
    await log.close()
    await withFileErrors("write", kill, () => rm(kill, { force: true }))
  }
}

function lineOf(event: RunEvent): string {
  if (event.kind === "output") return `${event.stage} | ${event.text}\n`
  if (event.kind === "progress" || event.kind === "waiting") return ""
  return `${event.stage} ${event.kind === "cached" ? "unchanged" : event.kind}\n`
}

const killSeenAfterMs = 200
