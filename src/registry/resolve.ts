import type { ModelVersion } from "./version.ts"

/** What a REF means. */
export interface ResolvedModel {
  /** Absolute. */
  readonly folder: string
  /** The REF in its fullest form: `models:/name/3`, `runs:/ID/model` or the path. */
  readonly ref: string
  /** Absent for a path or a run's model that is not registered. */
  readonly version?: ModelVersion
}
