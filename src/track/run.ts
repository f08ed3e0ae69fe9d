import type { Lifecycle, Page, Paging, Pairs } from "./experiment.ts"

export const runStatuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"] as const
export type RunStatus = (typeof runStatuses)[number]

/** What ran, with what, from what. Times are milliseconds since 1970 UTC. */
export interface Run {
  /** 32 hex digits */
  readonly id: string
  readonly name: string
  readonly experimentId: string
  readonly user: string
  readonly status: RunStatus
  readonly startTime: number
  readonly endTime?: number
  /** A folder, or a URI of someone else's store. */
  readonly artifactUri: string
  readonly lifecycle: Lifecycle
  readonly params: Pairs
  /** The latest point of each metric: the greatest by step, then timestamp, then value. */
  readonly metrics: readonly MetricPoint[]
  readonly tags: Pairs
  readonly datasets: readonly DatasetInput[]
  readonly modelInputs: readonly string[]
  readonly modelOutputs: readonly ModelOutput[]
}

export interface MetricPoint {
  readonly key: string
  /** May be NaN or infinite. */
  readonly value: number
  readonly timestamp: number
  /** Any integer, negative too. */
  readonly step: number
}

export interface NewMetric {
  readonly key: string
  readonly value: number
  /** 0 when absent */
  readonly step?: number
  /** now when absent */
  readonly timestamp?: number
  /** The logged model it is about; it shows there too. */
  readonly modelId?: string
  readonly datasetName?: string
  readonly datasetDigest?: string
}

export interface Dataset {
  readonly name: string
  /** At most 36 characters. Within an experiment, name and digest say which data it is. */
  readonly digest: string
  readonly sourceType: string
  readonly source: string
  readonly schema?: string
  readonly profile?: string
}

export interface DatasetInput {
  readonly dataset: Dataset
  /** `mlflow.data.context` says what it was for: training, validation, ... */
  readonly tags: Pairs
}

export interface ModelOutput {
  readonly modelId: string
  readonly step: number
}

export interface NewRun {
  /** An id, "0" (Default) when absent. */
  readonly experimentId?: string
  /** Made up (adjective-noun-number) when absent. */
  readonly name?: string
  readonly user?: string
  readonly startTime?: number
  readonly tags?: Pairs
}

export interface Batch {
  readonly metrics?: readonly NewMetric[]
  /** Immutable: the same value again is fine, another is an error; so is a key twice. Cut at 6,000 characters. */
  readonly params?: readonly { readonly key: string; readonly value: string }[]
  /** Upsert; the last of a key wins. */
  readonly tags?: readonly { readonly key: string; readonly value: string }[]
}

export interface RunSearch extends Paging {
  /** All when absent. */
  readonly experimentIds?: readonly string[]
  readonly view?: "active" | "deleted" | "all"
}

export interface ArtifactFile {
  /** Relative to the root of the artifacts, with `/`. */
  readonly path: string
  readonly isFolder: boolean
  /** Absent for a folder. */
  readonly bytes?: number
}

export interface Runs {
  /** Start a run that this process carries out: when the process dies before `finish`, the run is shown as KILLED. */
  start(request: NewRun): Promise<Run>
  /** Note a run that someone else carries out. */
  create(request: NewRun): Promise<Run>
  get(id: string): Promise<Run>
  update(id: string, change: { status?: RunStatus; endTime?: number; name?: string }): Promise<Run>
  /** Set status and end time (now). */
  finish(id: string, status: RunStatus): Promise<Run>
  delete(id: string): Promise<void>
  restore(id: string): Promise<void>
  logBatch(id: string, batch: Batch): Promise<void>
  deleteTag(id: string, key: string): Promise<void>
  logInputs(id: string, inputs: { datasets?: readonly DatasetInput[]; models?: readonly string[] }): Promise<void>
  logOutputs(id: string, outputs: readonly ModelOutput[]): Promise<void>
  /** Newest first unless ordered otherwise. */
  search(search: RunSearch): Promise<Page<Run>>
  /** All points by step, timestamp, value; empty for an unknown key. */
  metricHistory(id: string, key: string): Promise<readonly MetricPoint[]>
  /** Files and folders directly in `path` of the run's artifacts, by name. */
  listArtifacts(id: string, path?: string): Promise<readonly ArtifactFile[]>
  /** Where a file of the run's artifacts lies or is to be written; its folder need not exist yet. */
  artifactPath(id: string, path: string): Promise<string>
  /** Mark runs whose process is gone as KILLED; the ids changed. Done at opening too. */
  reconcile(): Promise<readonly string[]>
}
