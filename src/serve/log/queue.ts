import type { Clock } from "../../base/index.ts"
import type { LogSettings } from "../config.ts"
import { sinkBroken } from "../errors.ts"
import type { LogEntry, PredictionSink } from "./prediction.ts"

/** What one sink has done so far. */
export interface SinkState {
  readonly sink: string
  readonly queued: number
  readonly written: number
  /** Rows given up because the queue was full or the sink did not come back before the end. */
  readonly lost: number
  /** The last write failed, with this message. */
  readonly failure?: string
}

/** Rows on their way to one sink. */
export interface SinkQueue {
  append(entry: LogEntry): void
  state(): SinkState
  /** Resolves when all that was appended before has been written or has failed once. */
  flush(): Promise<void>
  /** Write what waits, trying again until `timeoutMs`; what is left then is lost and counted. */
  close(timeoutMs: number): Promise<void>
}

export interface QueueEffects {
  readonly clock: Clock
  /** Told once when a sink begins to fail, and once when it works again. */
  readonly onFailure: (error: Error) => void
  readonly onRecovery: (sink: string) => void
}

/**
 * A bounded queue before a sink: appending costs an array push, rows are written in batches behind the answers, and a sink that
 * fails is tried again while the queue has room.
 */
export function openQueue(sink: PredictionSink, settings: LogSettings, effects: QueueEffects): SinkQueue {
  let waiting: LogEntry[] = []
  let inFlight = 0
  let appended = 0
  let written = 0
  let lost = 0
  let failure: string | undefined
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let closed = false

  const schedule = (delayMs: number): void => {
    timer ??= setTimeout(() => {
      timer = undefined
      void drain()
    }, delayMs)
  }

  const writeBatch = async (): Promise<boolean> => {
    const batch = waiting.splice(0, settings.batchRows)
    inFlight = batch.length
    try {
      await sink.write(batch)
      written += batch.length
      if (failure !== undefined) effects.onRecovery(sink.name)
      failure = undefined
      return true
    } catch (cause) {
      const error = sinkBroken(sink.name, cause)
      if (failure === undefined) effects.onFailure(error)
      failure = error.message
      waiting = [...batch, ...waiting]
      return false
    } finally {
      inFlight = 0
    }
  }

  /**
   * Write what was appended so far, or until a write fails; then come back after a pause. Rows that come meanwhile wait for a
   * batch of their own: chasing them would write ever smaller batches.
   */
  const drain = (): Promise<void> => {
    running ??= (async () => {
      const until = appended
      let works = true
      do {
        // Requests are answered between two batches: SQLite writes on this thread.
        await new Promise(setImmediate)
        if (waiting.length > 0) works = await writeBatch()
      } while (works && written < until && waiting.length > 0)
      running = undefined
      if (!works) schedule(settings.retryMs)
      else if (waiting.length > 0) schedule(settings.flushMs)
    })()
    return running
  }

  const close = async (timeoutMs: number): Promise<void> => {
    closed = true
    const end = effects.clock.elapsed() + timeoutMs
    await running
    await drain()
    while (waiting.length > 0 && effects.clock.elapsed() < end) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(settings.retryMs, 100)))
      await drain()
    }
    clearTimeout(timer)
    lost += waiting.length
    waiting = []
    await sink.close()
  }

  return {
    append: (entry) => {
      if (closed || waiting.length + inFlight >= settings.maxQueuedRows) {
        lost += 1
        return
      }
      appended += 1
      waiting.push(entry)
      if (failure !== undefined) return
      if (waiting.length >= settings.batchRows) void drain()
      else if (timer === undefined) schedule(settings.flushMs)
    },
    state: () => ({
      sink: sink.name,
      queued: waiting.length + inFlight,
      written,
      lost,
      ...(failure === undefined ? {} : { failure }),
    }),
    flush: async () => {
      await running
      await drain()
    },
    close,
  }
}
