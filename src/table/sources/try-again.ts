import { setTimeout as pause } from "node:timers/promises"
import type { Progress } from "../../base/index.ts"

export interface Trying {
  /** What is being done, such as `downloading trips.csv`. */
  readonly doing: string
  /** Times that the work is done again. */
  readonly retries: number
  readonly signal: AbortSignal
  readonly progress: Progress
  /** Whether what went wrong at an attempt, counted from 1, may pass. */
  readonly passes: (error: unknown, attempt: number) => boolean
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
      if (attempt > retries || signal.aborted || !passes(error, attempt)) throw error
      progress({ text: `${doing}: cut off, trying again (${attempt} of ${retries})` })
      await pause(firstPauseMs * 2 ** (attempt - 1), undefined, { signal })
    }
  }
}

/** Whether an error says that a connection ended before its work did, or that a server is not back that has just been there. */
export function wasCut(error: unknown, attempt: number): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? ""
  return cuts.has(code) || (attempt > 1 && code === "ECONNREFUSED")
}

/** What codes of errors mean, in words. */
export const networkFailures: ReadonlyMap<string, string> = new Map([
  ["ENOTFOUND", "there is no such host"],
  ["EAI_AGAIN", "the name of the host could not be looked up"],
  ["ECONNREFUSED", "nothing answers there"],
  ["ECONNRESET", "the connection was cut"],
  ["ERR_STREAM_PREMATURE_CLOSE", "the connection was cut before the end"],
  ["EPIPE", "the connection was cut"],
  ["ETIMEDOUT", "the host does not answer"],
  ["EPROTO", "it does not speak https there"],
])

const firstPauseMs = 250

const cuts = new Set(["ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE", "EPIPE", "ETIMEDOUT", "EAI_AGAIN"])
