import type { Kysely } from "kysely"
import type { Engine } from "../store/index.ts"
import type { TrackEffects } from "./effects.ts"
import type { Lifecycle } from "./experiment.ts"
import type { LoggedModelStatus } from "./logged-model.ts"
import type { RunStatus } from "./run.ts"

/** Rows as they lie in the database. Ids of experiments are numbers here and text outside. */
export interface TrackTables {
  track_counters: { name: string; last: number }
  experiments: ExperimentRow
  experiment_tags: KeyedRow & { experiment_id: number }
  runs: RunRow
  params: KeyedRow & { run_id: string }
  run_tags: KeyedRow & { run_id: string }
  metrics: MetricRow
  latest_metrics: MetricRow
  datasets: DatasetRow
  run_datasets: { run_id: string; dataset_id: string; position: number }
  run_dataset_tags: KeyedRow & { run_id: string; dataset_id: string }
  run_models: { run_id: string; model_id: string; direction: "input" | "output"; step: number }
  logged_models: LoggedModelRow
  logged_model_tags: KeyedRow & { model_id: string }
  logged_model_params: KeyedRow & { model_id: string }
  logged_model_metrics: MetricRow & { model_id: string; dataset_name: string; dataset_digest: string }
}

export interface KeyedRow {
  key: string
  value: string
}

export interface ExperimentRow {
  experiment_id: number
  name: string
  /** Null for the folder of its own below the tracker's root, so that a project can be moved. */
  artifact_location: string | null
  lifecycle_stage: Lifecycle
  creation_time: number
  last_update_time: number
}

export interface RunRow {
  run_id: string
  experiment_id: number
  run_name: string
  user_id: string
  status: RunStatus
  start_time: number
  end_time: number | null
  /** Null as for an experiment. */
  artifact_uri: string | null
  lifecycle_stage: Lifecycle
  deleted_time: number | null
}

export interface MetricRow {
  run_id: string
  key: string
  step: number
  timestamp: number
  /** 0 when it is not a number: no database compares NaN alike. */
  value: number
  is_nan: number
}

export interface DatasetRow {
  dataset_id: string
  experiment_id: number
  name: string
  digest: string
  source_type: string
  source: string
  schema: string | null
  profile: string | null
}

export interface LoggedModelRow {
  model_id: string
  experiment_id: number
  name: string
  artifact_uri: string | null
  status: LoggedModelStatus
  status_message: string | null
  creation_time: number
  last_update_time: number
  user_id: string
  model_type: string | null
  source_run_id: string | null
  lifecycle_stage: Lifecycle
}

/** What the parts of the tracker work on. */
export interface TrackContext {
  readonly db: Kysely<TrackTables>
  readonly engine: Engine
  /** Absolute. */
  readonly artifactRoot: string
  readonly effects: TrackEffects
}
