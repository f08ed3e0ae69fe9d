import type { LogSettings } from "../config.ts"
import type { LogEntry, PredictionSink } from "./prediction.ts"
import { openQueue, type QueueEffects, type SinkState } from "./queue.ts"

/** Records every prediction in each sink without holding up an answer. */
export interface PredictionLog {
  append(entry: LogEntry): void
  /** One per sink. */
  states(): readonly SinkState[]
  /** Resolves when each sink has written, or failed to write, what was appended before. */
  flush(): Promise<void>
  /** Write what waits, then close the sinks; rows that cannot be written within `timeoutMs` are counted as lost. */
  close(timeoutMs: number): Promise<void>
}

/** @param sinks none, one or more; a slow or broken one does not hold up the others */
export function openPredictionLog(
  sinks: readonly PredictionSink[],
  settings: LogSettings,
  effects: QueueEffects,
): PredictionLog {
  const queues = sinks.map((sink) => openQueue(sink, settings, effects))
  return {
    append: (entry) => {
      for (const queue of queues) queue.append(entry)
    },
    states: () => queues.map((queue) => queue.state()),
    flush: async () => {
      await Promise.all(queues.map((queue) => queue.flush()))
    },
    close: async (timeoutMs) => {
      await Promise.all(queues.map((queue) => queue.close(timeoutMs)))
    },
  }
}
