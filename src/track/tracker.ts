import { randomBytes } from "node:crypto"
import { userInfo } from "node:os"
import { resolve } from "node:path"
import { type Clock, systemClock } from "../base/index.ts"
import type { Database } from "../store/index.ts"
import type { Experiments } from "./experiment.ts"
import { ensureDefault, experimentsOf } from "./experiments.ts"
import type { LoggedModels } from "./logged-model.ts"
import { loggedModelsOf } from "./logged-models.ts"
import { type Processes, systemProcesses } from "./process.ts"
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

export interface TrackEffects {
  readonly clock: Clock
  /** 32 hex digits, never the same twice */
  readonly newId: () => string
  /** Who is at the machine. */
  readonly user: () => string
  readonly processes: Processes
}

export const systemTracking: TrackEffects = {
  clock: systemClock,
  newId: () => randomBytes(16).toString("hex"),
  user: systemUser,
  processes: systemProcesses,
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

/** `unknown` where the system has no name for the user, as in some containers. */
export function systemUser(): string {
  try {
    return userInfo().username
  } catch {
    return "unknown"
  }
}
