import { join } from "node:path"
import { acquireLock, type Lock, type LockOptions } from "../../store/index.ts"
import { projectBusy } from "../errors.ts"

/**
 * Make sure that one command at a time changes a project. A second one waits and is told who it waits for; the lock of
 * a process that died is free at once.
 *
 * @param about the command, for those who wait
 * @param options `timeoutMs` 10 minutes when left out
 * @throws pipeline.project-busy
 */
export async function acquireProjectLock(root: string, about: string, options: LockOptions = {}): Promise<Lock> {
  const outcome = await acquireLock(join(root, ".dvc", "tmp", "mlwright-run.lock"), about, {
    timeoutMs: longestWaitMs,
    ...options,
  })
  if (!outcome.held) throw projectBusy(root, outcome.holder)
  return outcome.lock
}

const longestWaitMs = 600_000
