import type { Page, Paging, Pairs } from "./experiment.ts"
import type { MetricPoint } from "./run.ts"

export const loggedModelStatuses = ["PENDING", "READY", "UPLOAD_FAILED"] as const
export type LoggedModelStatus = (typeof loggedModelStatuses)[number]

/** A model that a run made, before anyone registers it. */
export interface LoggedModel {
  /** `m-` and 32 hex digits */
  readonly id: string
  readonly experimentId: string
  readonly name: string
  readonly artifactUri: string
  readonly status: LoggedModelStatus
  readonly statusMessage?: string
  readonly creationTime: number
  readonly lastUpdateTime: number
  readonly user: string
  readonly modelType?: string
  readonly sourceRunId?: string
  readonly tags: Pairs
  readonly params: Pairs
  /** Latest of each metric on each dataset. */
  readonly metrics: readonly LoggedModelMetric[]
}

export interface LoggedModelMetric extends MetricPoint {
  readonly runId: string
  readonly datasetName?: string
  readonly datasetDigest?: string
}

export interface NewLoggedModel {
  readonly experimentId?: string
  readonly name?: string
  readonly modelType?: string
  readonly sourceRunId?: string
  readonly params?: Pairs
  readonly tags?: Pairs
  /** Where its files are; a folder of its own below the experiment when absent. */
  readonly artifactUri?: string
}

export interface LoggedModels {
  create(request: NewLoggedModel): Promise<LoggedModel>
  get(id: string): Promise<LoggedModel>
  finalize(id: string, status: LoggedModelStatus): Promise<LoggedModel>
  setTags(id: string, tags: Pairs): Promise<void>
  deleteTag(id: string, key: string): Promise<void>
  logParams(id: string, params: Pairs): Promise<void>
  delete(id: string): Promise<void>
  search(search: Paging & { readonly experimentIds?: readonly string[] }): Promise<Page<LoggedModel>>
}
