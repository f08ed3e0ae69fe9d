import type { ValidateSettings } from "./config.ts"
import type { Sketch } from "./sketch.ts"

/** Whether rows still look like the reference. Columns in the order of the reference. */
export interface DriftReport {
  readonly drifted: boolean
  /** Drifted columns of the tested ones, in [0, 1]. */
  readonly share: number
  readonly columns: readonly ColumnDrift[]
}

export interface ColumnDrift {
  readonly column: string
  readonly test: "chi-square" | "jensen-shannon"
  readonly statistic: number
  /** The column drifted when `statistic >= threshold`. */
  readonly threshold: number
  /** null for a distance */
  readonly pValue: number | null
  readonly drifted: boolean
}

export function detectDrift(_reference: Sketch, _current: Sketch, _settings?: ValidateSettings): DriftReport {
  throw new Error("being written")
}
