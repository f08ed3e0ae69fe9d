import type { Engine, MigrationSet } from "../store/index.ts"

/** Tables of tracking. A released step never changes; see tables.ts for what the columns mean. */
export const trackMigrations: MigrationSet = {
  room: "track",
  steps: [
    { name: "experiments-and-runs", sql: experimentsAndRuns },
    { name: "datasets", sql: datasets },
    { name: "logged-models", sql: loggedModels },
  ],
}

function experimentsAndRuns(engine: Engine): readonly string[] {
  const keyed = keyedBy(engine)
  return [
    "create table track_counters (name text primary key, last bigint not null)",
    "insert into track_counters (name, last) values ('experiment', 0)",
    `create table experiments (
      experiment_id bigint primary key, name text not null unique, artifact_location text, lifecycle_stage text not null,
      creation_time bigint not null, last_update_time bigint not null)`,
    `create table experiment_tags (
      experiment_id bigint not null references experiments (experiment_id), key text not null, value text not null,
      ${keyed("experiment_id, key")}`,
    `create table runs (
      run_id text primary key, experiment_id bigint not null references experiments (experiment_id), run_name text not null,
      user_id text not null, status text not null, start_time bigint not null, end_time bigint, artifact_uri text,
      lifecycle_stage text not null, deleted_time bigint)`,
    "create index runs_by_start on runs (experiment_id, lifecycle_stage, start_time)",
    "create index runs_running on runs (run_id) where status = 'RUNNING'",
    `create table params (run_id text not null references runs (run_id), key text not null, value text not null,
      ${keyed("run_id, key")}`,
    `create table run_tags (run_id text not null references runs (run_id), key text not null, value text not null,
      ${keyed("run_id, key")}`,
    `create table metrics (
      run_id text not null references runs (run_id), key text not null, step bigint not null, timestamp bigint not null,
      value double precision not null, is_nan integer not null, ${keyed("run_id, key, step, timestamp, value, is_nan")}`,
    `create table latest_metrics (
      run_id text not null references runs (run_id), key text not null, step bigint not null, timestamp bigint not null,
      value double precision not null, is_nan integer not null, ${keyed("run_id, key")}`,
  ]
}

function datasets(engine: Engine): readonly string[] {
  const keyed = keyedBy(engine)
  return [
    `create table datasets (
      dataset_id text primary key, experiment_id bigint not null references experiments (experiment_id), name text not null,
      digest text not null, source_type text not null, source text not null, schema text, profile text,
      unique (experiment_id, name, digest))`,
    `create table run_datasets (
      run_id text not null references runs (run_id), dataset_id text not null references datasets (dataset_id),
      position bigint not null, ${keyed("run_id, dataset_id")}`,
    `create table run_dataset_tags (
      run_id text not null references runs (run_id), dataset_id text not null references datasets (dataset_id),
      key text not null, value text not null, ${keyed("run_id, dataset_id, key")}`,
    "create index run_datasets_by_dataset on run_datasets (dataset_id)",
  ]
}

function loggedModels(engine: Engine): readonly string[] {
  const keyed = keyedBy(engine)
  return [
    `create table logged_models (
      model_id text primary key, experiment_id bigint not null references experiments (experiment_id), name text not null,
      artifact_uri text, status text not null, status_message text, creation_time bigint not null,
      last_update_time bigint not null, user_id text not null, model_type text, source_run_id text,
      lifecycle_stage text not null)`,
    "create index logged_models_by_creation on logged_models (experiment_id, lifecycle_stage, creation_time)",
    "create index logged_models_by_run on logged_models (source_run_id)",
    `create table logged_model_tags (
      model_id text not null references logged_models (model_id), key text not null, value text not null,
      ${keyed("model_id, key")}`,
    `create table logged_model_params (
      model_id text not null references logged_models (model_id), key text not null, value text not null,
      ${keyed("model_id, key")}`,
    `create table logged_model_metrics (
      model_id text not null references logged_models (model_id), run_id text not null, key text not null,
      step bigint not null, timestamp bigint not null, value double precision not null, is_nan integer not null,
      dataset_name text not null, dataset_digest text not null,
      ${keyed("model_id, key, dataset_name, dataset_digest, run_id, step, timestamp, value, is_nan")}`,
    `create table run_models (
      run_id text not null references runs (run_id), model_id text not null, direction text not null, step bigint not null,
      ${keyed("run_id, direction, model_id")}`,
  ]
}

/** Rows that are found by their key only lie in the key's own tree on SQLite: half the writes. */
function keyedBy(engine: Engine): (columns: string) => string {
  return (columns) => `primary key (${columns}))${engine === "sqlite" ? " without rowid" : ""}`
}
