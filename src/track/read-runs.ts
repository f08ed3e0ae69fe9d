import { locationOf } from "./artifacts.ts"
import { inChunks } from "./chunks.ts"
import type { Pairs } from "./experiment.ts"
import { toPoint } from "./log.ts"
import type { DatasetInput, Run } from "./run.ts"
import type { DatasetRow, KeyedRow, RunRow, TrackContext } from "./tables.ts"

/** Everything that belongs to some runs, in a fixed number of queries however many they are. */
export async function readRuns(context: TrackContext, rows: readonly RunRow[]): Promise<readonly Run[]> {
  const { db } = context
  const ids = rows.map((row) => row.run_id)
  const read = <Row>(query: (some: readonly string[]) => Promise<readonly Row[]>): Promise<readonly Row[]> =>
    inChunks(ids, query)
  const params = await read((some) => db.selectFrom("params").selectAll().where("run_id", "in", some).execute())
  const tags = await read((some) => db.selectFrom("run_tags").selectAll().where("run_id", "in", some).execute())
  const metrics = await read((some) =>
    db.selectFrom("latest_metrics").selectAll().where("run_id", "in", some).orderBy("run_id").orderBy("key").execute(),
  )
  const datasets = await readDatasets(context, ids)
  const models = await read((some) =>
    db.selectFrom("run_models").selectAll().where("run_id", "in", some).orderBy("step").orderBy("model_id").execute(),
  )
  const byRun = {
    params: Map.groupBy(params, (row) => row.run_id),
    tags: Map.groupBy(tags, (row) => row.run_id),
    metrics: Map.groupBy(metrics, (row) => row.run_id),
    models: Map.groupBy(models, (row) => row.run_id),
  }
  return rows.map((row) => {
    const linked = byRun.models.get(row.run_id) ?? []
    return {
      ...runInfo(context, row),
      params: pairsOf(byRun.params.get(row.run_id)),
      tags: pairsOf(byRun.tags.get(row.run_id)),
      metrics: (byRun.metrics.get(row.run_id) ?? []).map(toPoint),
      datasets: datasets.get(row.run_id) ?? [],
      modelInputs: linked.filter((link) => link.direction === "input").map((link) => link.model_id),
      modelOutputs: linked
        .filter((link) => link.direction === "output")
        .map((link) => ({ modelId: link.model_id, step: link.step })),
    }
  })
}

export function pairsOf(rows: readonly KeyedRow[] = []): Pairs {
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
}

type RunInfo = Omit<Run, "params" | "tags" | "metrics" | "datasets" | "modelInputs" | "modelOutputs">

function runInfo(context: TrackContext, row: RunRow): RunInfo {
  return {
    id: row.run_id,
    name: row.run_name,
    experimentId: String(row.experiment_id),
    user: row.user_id,
    status: row.status,
    startTime: row.start_time,
    ...(row.end_time === null ? {} : { endTime: row.end_time }),
    artifactUri: locationOf(context, row),
    lifecycle: row.lifecycle_stage,
  }
}

async function readDatasets(
  { db }: TrackContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly DatasetInput[]>> {
  const links = await inChunks(ids, (some) =>
    db
      .selectFrom("run_datasets")
      .innerJoin("datasets", "datasets.dataset_id", "run_datasets.dataset_id")
      .selectAll("datasets")
      .select("run_datasets.run_id")
      .where("run_datasets.run_id", "in", some)
      .orderBy("run_datasets.position")
      .orderBy("run_datasets.dataset_id")
      .execute(),
  )
  if (links.length === 0) return new Map()
  const tags = await inChunks(ids, (some) =>
    db.selectFrom("run_dataset_tags").selectAll().where("run_id", "in", some).execute(),
  )
  const tagsOf = Map.groupBy(tags, (tag) => `${tag.run_id} ${tag.dataset_id}`)
  const inputs = links.map((link) => ({
    run: link.run_id,
    input: { dataset: toDataset(link), tags: pairsOf(tagsOf.get(`${link.run_id} ${link.dataset_id}`)) },
  }))
  const byRun = Map.groupBy(inputs, ({ run }) => run)
  return new Map([...byRun].map(([run, some]) => [run, some.map(({ input }) => input)]))
}

function toDataset(row: DatasetRow): DatasetInput["dataset"] {
  return {
    name: row.name,
    digest: row.digest,
    sourceType: row.source_type,
    source: row.source,
    ...(row.schema === null ? {} : { schema: row.schema }),
    ...(row.profile === null ? {} : { profile: row.profile }),
  }
}
