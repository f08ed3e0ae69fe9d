import type { Random } from "../../base/index.ts"
import type { Rows, Schema, Task } from "../../schema/index.ts"
import type { FeatureSettings } from "../config.ts"
import type { Dropped, Encoder } from "../encoder.ts"
import type { Matrix } from "../matrix.ts"

export interface EncoderInput {
  /** Training rows only, with the user's columns if there are any. */
  readonly rows: Rows
  readonly schema: Schema
  /** rows long; the number, or the index of the class */
  readonly target: Float64Array
  readonly task: Task
  /** Number of classes; 0 for regression. */
  readonly classes: number
  /** Names of the columns of `rows` that the user's own features gave: `userFeatures.columns`. */
  readonly userColumns?: readonly string[]
}

export interface FittedEncoder {
  readonly encoder: Encoder
  /** Features of the training rows; mean targets in it are out of fold, so no row has seen its own target. */
  readonly matrix: Matrix
  readonly dropped: readonly Dropped[]
}

export function fitEncoder(_input: EncoderInput, _settings: FeatureSettings, _random: Random): FittedEncoder {
  throw new Error("not built yet")
}
