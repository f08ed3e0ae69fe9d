import type { Json } from "../base/index.ts"
import type { Pairs } from "../track/index.ts"

export const versionStages = ["None", "Staging", "Production", "Archived"] as const
export type VersionStage = (typeof versionStages)[number]
export type VersionStatus = "PENDING_REGISTRATION" | "FAILED_REGISTRATION" | "READY"

/** One registered version of a model. Times are milliseconds since 1970 UTC. */
export interface ModelVersion {
  readonly name: string
  /** 1, 2, 3, ...; never used twice for a name, even after deletion. */
  readonly version: number
  readonly creationTime: number
  readonly lastUpdateTime: number
  readonly user: string
  readonly stage: VersionStage
  readonly status: VersionStatus
  readonly statusMessage?: string
  readonly description: string
  /** Where it came from: a path or a URI. */
  readonly source: string
  readonly runId?: string
  readonly runLink?: string
  readonly modelId?: string
  /** The copy of its files, absolute; absent when another tool registered only a URI. */
  readonly folder?: string
  /** Of all files of the folder; absent without a folder. */
  readonly sha256?: string
  readonly bytes?: number
  /** Data hash, code commit, settings, seed, run: whatever the registering side wrote down. */
  readonly lineage: Json
  readonly tags: Pairs
  readonly aliases: readonly string[]
}

export interface RegisteredModel {
  readonly name: string
  readonly creationTime: number
  readonly lastUpdateTime: number
  readonly user: string
  readonly description: string
  readonly tags: Pairs
  readonly aliases: readonly { readonly alias: string; readonly version: number }[]
  /** Greatest version of each stage that has one. */
  readonly latestVersions: readonly ModelVersion[]
}

export interface NewVersion {
  /** The registered model; made when it does not exist. */
  readonly name: string
  /** Artifact folder to copy into the registry; without it `source` is only noted. */
  readonly folder?: string
  /** The folder when absent. */
  readonly source?: string
  readonly runId?: string
  readonly runLink?: string
  readonly modelId?: string
  readonly description?: string
  readonly tags?: Pairs
  readonly lineage?: Json
  readonly user?: string
}

/** Who changed what and why: aliases and stages, so that one can say which version was production when. */
export interface HistoryEntry {
  readonly name: string
  readonly version: number
  readonly kind: "registered" | "alias-set" | "alias-removed" | "stage" | "deleted"
  /** The alias or the stage before; absent when there was none. */
  readonly from?: string
  /** The alias or the stage after. */
  readonly to?: string
  readonly at: number
  readonly user: string
  readonly reason: string
}

/** Whether a version's files are those that were registered. */
export interface Verified {
  readonly ok: boolean
  /** sha256 */
  readonly recorded: string
  readonly found: string
}

/** Who does it and why; both are kept in the history. */
export interface Because {
  readonly user?: string
  readonly reason?: string
}
