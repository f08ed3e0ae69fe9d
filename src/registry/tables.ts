import type { Kysely } from "kysely"
import type { Engine } from "../store/index.ts"
import type { Tracker } from "../track/index.ts"
import type { RegistryEffects } from "./registry.ts"
import type { HistoryEntry, VersionStage, VersionStatus } from "./version.ts"

/** Rows as they lie in the database. */
export interface RegistryTables {
  registered_models: ModelRow
  registered_model_tags: { name: string; key: string; value: string }
  registered_model_aliases: { name: string; alias: string; version: number }
  /** Outlives the model, so that no number is used twice. */
  version_counters: { name: string; last: number }
  model_versions: VersionRow
  model_version_tags: { name: string; version: number; key: string; value: string }
  /** Outlives the version. */
  version_history: HistoryRow
}

export interface ModelRow {
  name: string
  creation_time: number
  last_update_time: number
  user_id: string
  description: string
}

export interface VersionRow {
  name: string
  version: number
  creation_time: number
  last_update_time: number
  user_id: string
  stage: VersionStage
  status: VersionStatus
  status_message: string | null
  description: string
  source: string
  run_id: string | null
  run_link: string | null
  model_id: string | null
  /** Relative to the registry's folder, so that a project can be moved. */
  folder: string | null
  sha256: string | null
  bytes: number | null
  /** JSON */
  lineage: string
}

export interface HistoryRow {
  name: string
  /** 1, 2, 3, ... within the name */
  entry: number
  version: number
  kind: HistoryEntry["kind"]
  from_value: string | null
  to_value: string | null
  at: number
  user_id: string
  reason: string
}

/** What the parts of the registry work on. */
export interface RegistryContext {
  readonly db: Kysely<RegistryTables>
  readonly engine: Engine
  /** Absolute; holds `<name>/<version>/`. */
  readonly folder: string
  readonly tracker?: Tracker
  readonly effects: RegistryEffects
}

/** One version of one model. */
export interface VersionKey {
  readonly name: string
  readonly version: number
}
