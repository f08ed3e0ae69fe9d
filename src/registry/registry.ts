import { resolve } from "node:path"
import { type Clock, systemClock } from "../base/index.ts"
import type { Database } from "../store/index.ts"
import { type Page, type Paging, type Pairs, systemUser, type Tracker } from "../track/index.ts"
import { modelsOf } from "./models.ts"
import { type ResolvedModel, resolveModelRef } from "./resolve.ts"
import type { RegistryContext, RegistryTables } from "./tables.ts"
import type {
  Because,
  HistoryEntry,
  ModelVersion,
  NewVersion,
  RegisteredModel,
  Verified,
  VersionStage,
} from "./version.ts"
import { versionsOf } from "./versions.ts"

/** Which model is which, with the meaning and the limits of MLflow's registry. */
export interface Registry {
  readonly models: RegisteredModels
  readonly versions: ModelVersions
  /** The artifact folder a REF of the command line means. */
  resolve(ref: string, options?: ResolveOptions): Promise<ResolvedModel>
}

export interface ResolveOptions {
  /** The model that `latest`, a bare number and a bare `@alias` are of; the only registered one when absent. */
  readonly model?: string
  /** Folder that a relative path is taken from; the one the process runs in when absent. */
  readonly from?: string
}

export interface RegisteredModels {
  create(request: { name: string; description?: string; tags?: Pairs; user?: string }): Promise<RegisteredModel>
  get(name: string): Promise<RegisteredModel>
  /** By name unless ordered otherwise. */
  search(search: Paging): Promise<Page<RegisteredModel>>
  describe(name: string, description: string): Promise<RegisteredModel>
  rename(name: string, newName: string): Promise<RegisteredModel>
  /** With its versions and their files; their numbers stay used. */
  delete(name: string, because?: Because): Promise<void>
  setTag(name: string, key: string, value: string): Promise<void>
  deleteTag(name: string, key: string): Promise<void>
}

export interface ModelVersions {
  register(request: NewVersion): Promise<ModelVersion>
  get(name: string, version: number): Promise<ModelVersion>
  /** Greatest number first. */
  list(name: string): Promise<readonly ModelVersion[]>
  search(search: Paging): Promise<Page<ModelVersion>>
  describe(name: string, version: number, description: string): Promise<ModelVersion>
  /** With its files; its number stays used. */
  delete(name: string, version: number, because?: Because): Promise<void>
  setTag(at: { name: string; version: number }, key: string, value: string): Promise<void>
  deleteTag(at: { name: string; version: number }, key: string): Promise<void>
  /** Point an alias such as `champion` to a version; it leaves the version it pointed to. */
  setAlias(at: { name: string; version: number }, alias: string, because?: Because): Promise<void>
  removeAlias(name: string, alias: string, because?: Because): Promise<void>
  /** Undefined when the alias points nowhere. */
  byAlias(name: string, alias: string): Promise<ModelVersion | undefined>
  moveToStage(
    at: { name: string; version: number },
    stage: VersionStage,
    options?: Because & { readonly archiveExisting?: boolean },
  ): Promise<ModelVersion>
  /** Newest first. */
  history(name: string, version?: number): Promise<readonly HistoryEntry[]>
  /** Hash the files again. */
  verify(name: string, version: number): Promise<Verified>
  /** Files that are lost or damaged are put back from where they were registered; false when they are not there any more. */
  repair(name: string, version: number): Promise<boolean>
}

export interface RegistryEffects {
  readonly clock: Clock
  readonly user: () => string
}

/**
 * The records of a database that was opened with `registryMigrations`.
 *
 * @param options.folder folder for the copies, such as `.mlwright/models`; `tracker` finds the files of `runs:/` references
 */
export function openRegistry(
  database: Database,
  options: { readonly folder: string; readonly tracker?: Tracker },
  effects: RegistryEffects = { clock: systemClock, user: systemUser },
): Registry {
  const context: RegistryContext = {
    db: database.tables<RegistryTables>(),
    engine: database.engine,
    folder: resolve(options.folder),
    ...(options.tracker === undefined ? {} : { tracker: options.tracker }),
    effects,
  }
  return {
    models: modelsOf(context),
    versions: versionsOf(context),
    resolve: (ref, where) => resolveModelRef(context, ref, where),
  }
}
