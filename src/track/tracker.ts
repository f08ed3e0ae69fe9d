import type { Clock } from "../base/index.ts"
import type { Database } from "../store/index.ts"
import type { Experiments } from "./experiment.ts"
import type { LoggedModels } from "./logged-model.ts"
import type { Runs } from "./run.ts"

/** Everything that is tracked, with the meaning and the limits of MLflow's tracking. */
export interface Tracker {
  readonly experiments: Experiments
  readonly runs: Runs
  readonly loggedModels: LoggedModels
}

export interface TrackEffects {
  readonly clock: Clock
  /** 32 hex digits, never the same twice */
  readonly newId: () => string
  /** Who is at the machine. */
  readonly user: () => string
}

/** @param options.artifactRoot absolute folder below which runs and logged models keep their files */
export declare function openTracker(
  database: Database,
  options: { readonly artifactRoot: string },
  effects?: TrackEffects,
): Promise<Tracker>
