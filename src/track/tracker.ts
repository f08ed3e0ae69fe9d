import { resolve } from "node:path"
import type { Database } from "../store/index.ts"
import { systemTracking, type TrackEffects } from "./effects.ts"
import type { Experiments } from "./experiment.ts"
import { ensureDefault, experimentsOf } from "./experiments.ts"
import type { LoggedModels } from "./logged-model.ts"
import { loggedModelsOf } from "./logged-models.ts"
import { reconcileRuns } from "./reconcile.ts"
import type { Runs } from "./run.ts"
import { runsOf } from "./runs.ts"
import type { TrackContext, TrackTables } from "./tables.ts"

/** Everything that is tracked, with the meaning and the limits of MLflow's tracking. */
export interface Tracker {
  readonly experiments: Experiments
  readonly runs: Runs
  readonly loggedModels: LoggedModels
}

/**
 * The records of a database that was opened with `trackMigrations`. Runs whose process was killed are marked so.
 *
 * @param options.artifactRoot folder below which runs and logged models keep their files
 */
export async function openTracker(
  database: Database,
  options: { readonly artifactRoot: string },
  effects: Partial<TrackEffects> = {},
): Promise<Tracker> {
  const context: TrackContext = {
    db: database.tables<TrackTables>(),
    engine: database.engine,
    artifactRoot: resolve(options.artifactRoot),
    effects: { ...systemTracking, ...effects },
  }
  await ensureDefault(context)
  await reconcileRuns(context)
  return {
    experiments: experimentsOf(context),
    runs: runsOf(context),
    loggedModels: loggedModelsOf(context),
  }
}
