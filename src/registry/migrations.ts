import type { MigrationSet } from "../store/index.ts"

/** Tables of the registry. A released step never changes; see tables.ts for what the columns mean. */
export const registryMigrations: MigrationSet = {
  room: "registry",
  steps: [{ name: "models-and-versions", sql: () => modelsAndVersions }],
}

const modelsAndVersions = [
  `create table registered_models (
    name text primary key, creation_time bigint not null, last_update_time bigint not null, user_id text not null,
    description text not null)`,
  `create table registered_model_tags (
    name text not null references registered_models (name) on update cascade on delete cascade,
    key text not null, value text not null, primary key (name, key))`,
  `create table registered_model_aliases (
    name text not null references registered_models (name) on update cascade on delete cascade,
    alias text not null, version bigint not null, primary key (name, alias))`,
  "create table version_counters (name text primary key, last bigint not null)",
  `create table model_versions (
    name text not null references registered_models (name) on update cascade on delete cascade,
    version bigint not null, creation_time bigint not null, last_update_time bigint not null, user_id text not null,
    stage text not null, status text not null, status_message text, description text not null, source text not null,
    run_id text, run_link text, model_id text, folder text unique, sha256 text, bytes bigint, lineage text not null,
    primary key (name, version))`,
  "create index model_versions_by_run on model_versions (run_id)",
  `create table model_version_tags (
    name text not null, version bigint not null, key text not null, value text not null, primary key (name, version, key),
    foreign key (name, version) references model_versions (name, version) on update cascade on delete cascade)`,
  `create table version_history (
    name text not null, entry bigint not null, version bigint not null, kind text not null, from_value text, to_value text,
    at bigint not null, user_id text not null, reason text not null, primary key (name, entry))`,
]
