import type { Random } from "../../base/index.ts"
import type { ColumnSchema, Rows } from "../../schema/index.ts"
import type { FeatureSettings } from "../config.ts"
import type { Block } from "../encoder.ts"
import type { FeatureUse } from "../matrix.ts"

/** A block as learnt, with the features it writes and what differs from it on the training rows. */
export interface Draft {
  readonly block: Block
  /** As long as the block is wide. */
  readonly features: readonly DraftFeature[]
  /** Input columns the block reads. */
  readonly from: readonly string[]
  /** Features whose training values are not what the block would write: mean targets out of fold. */
  readonly outOfFold: readonly OutOfFold[]
}

export interface DraftFeature {
  /** Not yet unique. */
  readonly name: string
  readonly use: FeatureUse
  readonly codes?: true
}

export interface OutOfFold {
  readonly place: number
  /** rows long */
  readonly values: Float32Array
}

/** What every learner of blocks sees. */
export interface Training {
  readonly rows: Rows
  /** Columns that may give features. */
  readonly columns: readonly ColumnSchema[]
  /** What mean targets are taken of: the number, the positive class, or each class; empty when they are switched off. Each rows long. */
  readonly targets: readonly NamedTarget[]
  readonly settings: FeatureSettings
  readonly random: Random
}

export interface NamedTarget {
  /** End of the feature's name: empty, or `=class`. */
  readonly name: string
  readonly values: Float64Array
}
