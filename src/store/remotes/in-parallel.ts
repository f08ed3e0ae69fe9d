import { setTimeout as sleep } from "node:timers/promises"
import { faultOf, type HashedFault } from "./fault.ts"
import type { TransferOptions } from "./remote.ts"

/**
 * Move objects side by side; what fails in a way that may pass is tried again after a growing wait.
 *
 * @returns a fault for each that failed for good
 */
export async function inParallel<T extends { readonly key: string }>(
  items: readonly T[],
  {
    jobs = defaultJobs,
    onDone,
    signal,
    isPassing,
  }: TransferOptions & { readonly isPassing: (error: unknown) => boolean },
  move: (item: T) => Promise<void>,
): Promise<readonly HashedFault[]> {
  const faults: HashedFault[] = []
  let next = 0
  const work = async (): Promise<void> => {
    while (next < items.length) {
      signal?.throwIfAborted()
      const item = items[next++]!
      try {
        await retrying(() => move(item), isPassing)
      } catch (error) {
        faults.push(faultOf(item.key, error))
      }
      onDone?.(1)
    }
  }
  await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, work))
  return faults
}

/** Five tries, waiting 0.2, 0.4, 0.8 and 1.6 s between them. */
async function retrying<T>(attempt: () => Promise<T>, isPassing: (error: unknown) => boolean): Promise<T> {
  for (let waitMs = 200; ; waitMs *= 2) {
    try {
      return await attempt()
    } catch (error) {
      if (waitMs > 1_600 || !isPassing(error)) throw error
      await sleep(waitMs)
    }
  }
}

const defaultJobs = 64
