import { setTimeout as pause } from "node:timers/promises"
import type { Progress } from "../../base/index.ts"

export interface Trying {
  /** What is being done, such as `downloading trips.csv`. */
  readonly doing: string
  /** Times that the work is done again. */
  readonly retries: number
  readonly signal: AbortSignal
  readonly progress: Progress
  /** Whether what went wrong may pass. */
  readonly passes: (error: unknown) => boolean
}

/** Do work that can fail for a moment, a bounded number of times, with pauses that double. */
export async function tryAgain<T>(
  { doing, retries, signal, progress, passes }: Trying,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt > retries || signal.aborted || !passes(error)) throw error
      progress({ text: `${doing}: cut off, trying again (${attempt} of ${retries})` })
      await pause(firstPauseMs * 2 ** (attempt - 1), undefined, { signal })
    }
  }
}

/** Whether an error says that a connection ended before its work did. */
export function wasCut(error: unknown): boolean {
  return cuts.has((error as NodeJS.ErrnoException | null)?.code ?? "")
}

const firstPauseMs = 250

const cuts = new Set(["ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE", "EPIPE", "ETIMEDOUT", "EAI_AGAIN"])
