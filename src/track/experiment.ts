export type Pairs = Readonly<Record<string, string>>
export type Lifecycle = "active" | "deleted"

export interface Paging {
  /** MLflow's search grammar, such as `metrics.rmse < 5 and tags.team = 'blue'`. */
  readonly filter?: string
  /** Such as `["metrics.rmse ASC", "start_time DESC"]`. */
  readonly orderBy?: readonly string[]
  /** 1 to 50,000; 1,000 when absent */
  readonly maxResults?: number
  /** From the page before. */
  readonly pageToken?: string
}

export interface Page<T> {
  readonly items: readonly T[]
  /** Absent on the last page. */
  readonly nextPageToken?: string
}

export interface Experiment {
  /** "0" is Default and always exists. */
  readonly id: string
  readonly name: string
  readonly artifactLocation: string
  readonly lifecycle: Lifecycle
  readonly creationTime: number
  readonly lastUpdateTime: number
  readonly tags: Pairs
}

export interface Experiments {
  create(request: { name: string; artifactLocation?: string; tags?: Pairs }): Promise<Experiment>
  /** The active one of that name, made when there is none. */
  ensure(name: string): Promise<Experiment>
  get(id: string): Promise<Experiment>
  /** Active before deleted; undefined when there is none. */
  find(name: string): Promise<Experiment | undefined>
  rename(id: string, name: string): Promise<void>
  /** With its runs. */
  delete(id: string): Promise<void>
  restore(id: string): Promise<void>
  setTag(id: string, key: string, value: string): Promise<void>
  deleteTag(id: string, key: string): Promise<void>
  /** Newest first unless ordered otherwise. */
  search(search: Paging & { readonly view?: "active" | "deleted" | "all" }): Promise<Page<Experiment>>
}
