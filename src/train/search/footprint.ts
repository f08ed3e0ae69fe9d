import { type Estimator, estimate, estimatorBytes } from "../../model/index.ts"
import type { Session } from "./session.ts"

/** What an estimator costs where it runs. */
export interface Footprint {
  /** In the model's files, the encoder left out. */
  readonly bytes: number
  /** Wall time of one row of a batch, features ready; not reproducible, for people only. */
  readonly predictMicroseconds: number
}

/** Size, and time to answer some of the scored rows at once. */
export function footprintOf({ input, folds, effects }: Session, estimator: Estimator): Footprint {
  const rows = folds.scored.subarray(0, timedRows)
  const { features, columns } = input.matrix
  const some = columns.map((column) => Float32Array.from(rows, (row) => column[row]!))
  const matrix = { rows: rows.length, features, columns: some }
  estimate(estimator, matrix) // what is worked out once, before the first row
  const started = effects.clock.elapsed()
  estimate(estimator, matrix)
  const ms = effects.clock.elapsed() - started
  return { bytes: estimatorBytes(estimator), predictMicroseconds: (ms * 1000) / rows.length }
}

const timedRows = 1000
