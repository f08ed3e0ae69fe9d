import { dirname, join } from "node:path"
import { acquireLock } from "../store/index.ts"
import { queueBusy } from "./errors.ts"
import { placeOf } from "./queued-files.ts"

/**
 * Change the queue while nobody else does. Entries of a reflog are told by their place in it, which moves with each that comes or
 * goes: of two at once, one would take out an experiment that is not its own.
 *
 * @throws experiment.queue-busy, base.folder-read-only, base.disk-full and what the change throws
 */
export async function inQueue<T>(root: string, change: () => Promise<T>): Promise<T> {
  const path = join(dirname(placeOf(root, "any")), "queue.lock")
  const outcome = await acquireLock(path, "a change of the queue", { timeoutMs: longestWaitMs })
  if (!outcome.held) throw queueBusy(outcome.holder.pid, longestWaitMs)
  try {
    return await change()
  } finally {
    await outcome.lock.release()
  }
}

const longestWaitMs = 60_000
