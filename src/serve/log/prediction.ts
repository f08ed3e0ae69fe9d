import type { Json } from "../../base/index.ts"
import type { Output } from "../../model/index.ts"

/** Which model answered. */
export interface VersionName {
  readonly name: string
  readonly version: string
}

/** One answered row, as the prediction log keeps it. */
export interface Prediction {
  /** UUIDv7: ids sort by time. */
  readonly id: string
  /** Milliseconds since 1970 UTC. */
  readonly at: number
  readonly model: VersionName
  /** The row by input column, as it came; `missing` columns may be absent. */
  readonly input: Readonly<Record<string, Json>>
  readonly output: Output
  /** From the whole body read to the answer ready; of the request when it had many rows. */
  readonly latencyMicroseconds: number
  /** The caller's `x-request-id`, or one made here; shared by the rows of a request. */
  readonly requestId: string
}

/** A prediction on its way to the log, with what a table of its model's predictions looks like. */
export interface LogEntry extends Prediction {
  readonly columns: VersionColumns
}

/** The same object for every prediction of a loaded version. */
export interface VersionColumns {
  /** Input columns in schema order. */
  readonly inputs: readonly string[]
  /** In the order of the probabilities; empty for regression. */
  readonly classes: readonly string[]
}

/** Where predictions are written. Every implementation passes the suite in sinks.test.ts. */
export interface PredictionSink {
  /** A word for messages and metrics, such as `database`. */
  readonly name: string
  /**
   * Keep a batch, in order, whole or not at all; after it resolves, the rows survive the end of this process. May be called again
   * with rows of a batch that failed.
   */
  write(entries: readonly LogEntry[]): Promise<void>
  close(): Promise<void>
}
