import { resolve } from "node:path"
import { inChunks } from "./chunks.ts"
import { toPoint } from "./log.ts"
import type { LoggedModel, LoggedModelMetric } from "./logged-model.ts"
import { pairsOf } from "./read-runs.ts"
import type { LoggedModelRow, TrackContext, TrackTables } from "./tables.ts"

/** Everything that belongs to some logged models, in a fixed number of queries however many they are. */
export async function readLoggedModels(
  context: TrackContext,
  rows: readonly LoggedModelRow[],
): Promise<readonly LoggedModel[]> {
  const { db } = context
  const ids = rows.map((row) => row.model_id)
  const tags = await inChunks(ids, (some) =>
    db.selectFrom("logged_model_tags").selectAll().where("model_id", "in", some).execute(),
  )
  const params = await inChunks(ids, (some) =>
    db.selectFrom("logged_model_params").selectAll().where("model_id", "in", some).execute(),
  )
  const metrics = await inChunks(ids, (some) =>
    db
      .selectFrom("logged_model_metrics")
      .selectAll()
      .where("model_id", "in", some)
      .orderBy("key")
      .orderBy("step")
      .orderBy("timestamp")
      .orderBy("value")
      .execute(),
  )
  const byModel = {
    tags: Map.groupBy(tags, (row) => row.model_id),
    params: Map.groupBy(params, (row) => row.model_id),
    metrics: Map.groupBy(metrics, (row) => row.model_id),
  }
  return rows.map((row) => ({
    id: row.model_id,
    experimentId: String(row.experiment_id),
    name: row.name,
    artifactUri: modelLocationOf(context, row),
    status: row.status,
    ...(row.status_message === null ? {} : { statusMessage: row.status_message }),
    creationTime: row.creation_time,
    lastUpdateTime: row.last_update_time,
    user: row.user_id,
    ...(row.model_type === null ? {} : { modelType: row.model_type }),
    ...(row.source_run_id === null ? {} : { sourceRunId: row.source_run_id }),
    tags: pairsOf(byModel.tags.get(row.model_id)),
    params: pairsOf(byModel.params.get(row.model_id)),
    metrics: latestOf(byModel.metrics.get(row.model_id) ?? []),
  }))
}

function modelLocationOf(context: TrackContext, row: LoggedModelRow): string {
  const own = ["models", row.model_id, "artifacts"]
  return row.artifact_uri ?? resolve(context.artifactRoot, String(row.experiment_id), ...own)
}

/** The rows come in order, so the last of each metric and dataset is the latest. */
function latestOf(rows: readonly TrackTables["logged_model_metrics"][]): readonly LoggedModelMetric[] {
  const latest = new Map<string, LoggedModelMetric>()
  for (const row of rows) {
    const about = {
      ...(row.dataset_name === "" ? {} : { datasetName: row.dataset_name }),
      ...(row.dataset_digest === "" ? {} : { datasetDigest: row.dataset_digest }),
    }
    const at = JSON.stringify([row.key, row.dataset_name, row.dataset_digest])
    latest.set(at, { ...toPoint(row), runId: row.run_id, ...about })
  }
  return [...latest.values()]
}
