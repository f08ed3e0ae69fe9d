import type { HistoryEntry, ModelVersion, RegisteredModel } from "../../registry/index.ts"
import { verdictOf } from "../../stages/index.ts"
import type { ArtifactFile, Run } from "../../track/index.ts"
import { limitInvalid, modelVersionNeeded, runAmbiguous, runUnknown } from "../errors.ts"
import type { Project } from "../project.ts"
import { openRecordsToRead, type Records } from "../records.ts"

/** @throws project.limit-invalid, track.filter-invalid */
export async function listRuns(
  project: Project,
  options: { readonly filter: string | undefined; readonly limit: string },
): Promise<readonly Run[]> {
  const maxResults = Number(options.limit)
  if (!Number.isInteger(maxResults) || maxResults < 1 || maxResults > 50_000) throw limitInvalid(options.limit)
  return withRecords(project, async ({ tracker }) => {
    const { items } = await tracker.runs.search({
      maxResults,
      ...(options.filter === undefined ? {} : { filter: options.filter }),
    })
    return items
  })
}

/** @throws project.run-unknown, project.run-ambiguous */
export async function showRun(
  project: Project,
  id: string,
): Promise<{ readonly run: Run; readonly files: readonly ArtifactFile[] }> {
  return withRecords(project, async (records) => {
    const run = await findRun(records, id)
    return { run, files: await allFiles(records, run.id, undefined) }
  })
}

export interface RunComparison {
  readonly runs: readonly { readonly id: string; readonly name: string }[]
  /** Only keys on which the runs differ; `values` in the order of `runs`, null where a run has none. */
  readonly metrics: readonly { readonly key: string; readonly values: readonly (number | null)[] }[]
  readonly params: readonly { readonly key: string; readonly values: readonly (string | null)[] }[]
}

/** @throws project.run-unknown, project.run-ambiguous */
export async function compareRuns(project: Project, ids: readonly string[]): Promise<RunComparison> {
  return withRecords(project, async (records) => {
    const runs = await Promise.all(ids.map((id) => findRun(records, id)))
    const metrics = runs.map((run) => new Map(run.metrics.map(({ key, value }) => [key, value])))
    const params = runs.map((run) => new Map(Object.entries(run.params)))
    return {
      runs: runs.map(({ id, name }) => ({ id, name })),
      metrics: differing(metrics),
      params: differing(params),
    }
  })
}

export interface ModelWithVersions extends Omit<RegisteredModel, "latestVersions"> {
  readonly versions: readonly ModelVersion[]
}

export async function listModels(project: Project): Promise<readonly ModelWithVersions[]> {
  return withRecords(project, async ({ registry }) => {
    const { items } = await registry.models.search({})
    return Promise.all(
      items.map(async ({ latestVersions: _latest, ...model }) => ({
        ...model,
        versions: await registry.versions.list(model.name),
      })),
    )
  })
}

/** @throws project.version-needed and the errors of the registry */
export async function showModel(
  project: Project,
  ref: string,
): Promise<{
  readonly version: ModelVersion
  readonly history: readonly HistoryEntry[]
  readonly gate?: { readonly passed: boolean; readonly reasons: readonly string[] }
}> {
  return withRecords(project, async ({ registry }) => {
    const { version } = await registry.resolve(ref, { model: project.name, from: project.root })
    if (version === undefined) throw modelVersionNeeded(ref)
    const verdict = verdictOf(version)
    return {
      version,
      history: await registry.versions.history(version.name, version.version),
      ...(verdict === undefined ? {} : { gate: { passed: verdict.passed, reasons: verdict.reasons } }),
    }
  })
}

/** For work that writes nothing into them. */
export async function withRecords<T>(project: Project, work: (records: Records) => Promise<T>): Promise<T> {
  const records = await openRecordsToRead(project)
  try {
    return await work(records)
  } finally {
    await records.close()
  }
}

/** By id, the beginning of an id, or `latest`. */
async function findRun({ tracker }: Records, id: string): Promise<Run> {
  if (/^[0-9a-f]{32}$/.test(id)) return tracker.runs.get(id)
  const { items } = await tracker.runs.search({ maxResults: 50_000 })
  const matching = id === "latest" ? items.slice(0, 1) : items.filter((run) => run.id.startsWith(id) || run.name === id)
  const [only, another] = matching
  if (only === undefined) throw runUnknown(id)
  if (another !== undefined)
    throw runAmbiguous(
      id,
      matching.map((run) => run.id),
    )
  return only
}

async function allFiles(records: Records, id: string, path: string | undefined): Promise<readonly ArtifactFile[]> {
  const here = await records.tracker.runs.listArtifacts(id, path)
  const nested = await Promise.all(here.map((file) => (file.isFolder ? allFiles(records, id, file.path) : [file])))
  return nested.flat()
}

function differing<T extends string | number>(
  runs: readonly ReadonlyMap<string, T>[],
): readonly { readonly key: string; readonly values: readonly (T | null)[] }[] {
  const keys = [...new Set(runs.flatMap((run) => [...run.keys()]))].sort()
  return keys
    .map((key) => ({ key, values: runs.map((run) => run.get(key) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1)
}
