import { type Kysely, sql } from "kysely"
import { batchTooLarge, metricInvalid, paramChanged, paramTwice, runDeleted, runMissing } from "./errors.ts"
import { checkKey, checkLength, checkStep, checkTime, limits } from "./limits.ts"
import { loggedModelRow } from "./logged-model-row.ts"
import type { Batch, MetricPoint } from "./run.ts"
import type { MetricRow, RunRow, TrackContext, TrackTables } from "./tables.ts"

/**
 * Write metrics, params and tags of a run, all or nothing. Repeating a call adds nothing.
 *
 * @throws track.run-missing, track.run-deleted, track.param-changed, track.param-twice, track.batch-too-large
 * @throws track.key-invalid, track.value-too-long, track.metric-invalid
 */
export async function logBatch(context: TrackContext, id: string, batch: Batch): Promise<void> {
  const { metrics = [], params = [], tags = [] } = batch
  checkSizes(batch)
  const now = context.effects.clock.now()
  const points = metrics.map((metric, index) =>
    metricRow(id, { timestamp: now, step: 0, ...metric }, `metrics[${index}]`),
  )
  const paramRows = params.map((param, index) => checkedParam(id, param, index))
  const seen = new Set<string>()
  for (const { key } of params) {
    if (seen.has(key)) throw paramTwice(key)
    seen.add(key)
  }
  for (const [index, { key, value }] of tags.entries()) {
    checkKey(`tags[${index}].key`, key)
    checkLength(`tags[${index}].value`, value, limits.runTagValue)
  }
  await context.db.transaction().execute(async (tx) => {
    await activeRun(tx, id)
    await putParams(tx, id, paramRows)
    await putMetrics(tx, points)
    await putModelMetrics(tx, points, metrics)
    await putTags(tx, id, tags)
  })
}

/** @throws track.run-missing */
export async function runRow(db: Kysely<TrackTables>, id: string): Promise<RunRow> {
  const row = await db.selectFrom("runs").selectAll().where("run_id", "=", id).executeTakeFirst()
  if (row === undefined) throw runMissing(id)
  return row
}

/** @throws track.run-missing, track.run-deleted */
export async function activeRun(db: Kysely<TrackTables>, id: string): Promise<RunRow> {
  const row = await runRow(db, id)
  if (row.lifecycle_stage === "deleted") throw runDeleted(id)
  return row
}

/** The last of a key wins. The tags that mirror the run's name and user change those too. */
export async function putTags(
  db: Kysely<TrackTables>,
  id: string,
  tags: readonly { readonly key: string; readonly value: string }[],
): Promise<void> {
  const last = new Map(tags.map(({ key, value }) => [key, value]))
  if (last.size === 0) return
  await db
    .insertInto("run_tags")
    .values([...last].map(([key, value]) => ({ run_id: id, key, value })))
    .onConflict((at) => at.columns(["run_id", "key"]).doUpdateSet((row) => ({ value: row.ref("excluded.value") })))
    .execute()
  const name = last.get(mirrored.name)
  const user = last.get(mirrored.user)
  if (name !== undefined) await db.updateTable("runs").set({ run_name: name }).where("run_id", "=", id).execute()
  if (user !== undefined) await db.updateTable("runs").set({ user_id: user }).where("run_id", "=", id).execute()
}

export function toPoint(row: MetricRow): MetricPoint {
  const value = row.is_nan === 1 ? Number.NaN : row.value
  return { key: row.key, value, timestamp: row.timestamp, step: row.step }
}

/** Tags that say the same as a field of the run. */
export const mirrored = { name: "mlflow.runName", user: "mlflow.user" } as const

async function putParams(
  db: Kysely<TrackTables>,
  id: string,
  rows: readonly { readonly run_id: string; readonly key: string; readonly value: string }[],
): Promise<void> {
  if (rows.length === 0) return
  await db
    .insertInto("params")
    .values(rows)
    .onConflict((at) => at.columns(["run_id", "key"]).doNothing())
    .execute()
  const keys = rows.map((row) => row.key)
  const stored = await db.selectFrom("params").selectAll().where("run_id", "=", id).where("key", "in", keys).execute()
  const kept = new Map(stored.map((row) => [row.key, row.value]))
  for (const { key, value } of rows) {
    if (kept.get(key) !== value) throw paramChanged(id, key, { kept: kept.get(key) ?? "", came: value })
  }
}

async function putMetrics(db: Kysely<TrackTables>, rows: readonly MetricRow[]): Promise<void> {
  if (rows.length === 0) return
  await db
    .insertInto("metrics")
    .values(rows)
    .onConflict((at) => at.doNothing())
    .execute()
  const latest = new Map<string, MetricRow>()
  for (const row of rows) {
    const known = latest.get(row.key)
    if (known === undefined || isLater(row, known)) latest.set(row.key, row)
  }
  await db
    .insertInto("latest_metrics")
    .values([...latest.values()])
    .onConflict((at) =>
      at
        .columns(["run_id", "key"])
        .doUpdateSet((row) => ({
          step: row.ref("excluded.step"),
          timestamp: row.ref("excluded.timestamp"),
          value: row.ref("excluded.value"),
          is_nan: row.ref("excluded.is_nan"),
        }))
        .where(
          sql<boolean>`(excluded.step, excluded.timestamp, excluded.value) >
            (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)`,
        ),
    )
    .execute()
}

/** A metric that is about a logged model shows under that model too. */
async function putModelMetrics(
  db: Kysely<TrackTables>,
  rows: readonly MetricRow[],
  metrics: NonNullable<Batch["metrics"]>,
): Promise<void> {
  const ofModels = rows.flatMap((row, index) => {
    const { modelId, datasetName = "", datasetDigest = "" } = metrics[index]!
    if (modelId === undefined) return []
    return [{ ...row, model_id: modelId, dataset_name: datasetName, dataset_digest: datasetDigest }]
  })
  if (ofModels.length === 0) return
  for (const id of new Set(ofModels.map((row) => row.model_id))) await loggedModelRow(db, id)
  await db
    .insertInto("logged_model_metrics")
    .values(ofModels)
    .onConflict((at) => at.doNothing())
    .execute()
}

function isLater(row: MetricRow, than: MetricRow): boolean {
  if (row.step !== than.step) return row.step > than.step
  if (row.timestamp !== than.timestamp) return row.timestamp > than.timestamp
  return row.value > than.value
}

function metricRow(id: string, point: MetricPoint, path: string): MetricRow {
  const { key, value, timestamp, step } = point
  checkKey(`${path}.key`, key)
  checkTime(`${path}.timestamp`, timestamp)
  checkStep(`${path}.step`, step)
  if (typeof value !== "number") throw metricInvalid(`${path}.value`, "a number", value)
  const isNan = Number.isNaN(value)
  return { run_id: id, key, step, timestamp, value: isNan ? 0 : value, is_nan: Number(isNan) }
}

/** A param is for people to read and compare: one that is too long is cut, as MLflow does, and still says how it begins. */
function checkedParam(
  id: string,
  { key, value }: { readonly key: string; readonly value: string },
  index: number,
): { run_id: string; key: string; value: string } {
  checkKey(`params[${index}].key`, key)
  return { run_id: id, key, value: value.slice(0, limits.paramValue) }
}

function checkSizes({ metrics = [], params = [], tags = [] }: Batch): void {
  const total = metrics.length + params.length + tags.length
  if (metrics.length > limits.metricsPerBatch) throw batchTooLarge("metrics", limits.metricsPerBatch, metrics.length)
  if (params.length > limits.paramsPerBatch) throw batchTooLarge("params", limits.paramsPerBatch, params.length)
  if (tags.length > limits.tagsPerBatch) throw batchTooLarge("tags", limits.tagsPerBatch, tags.length)
  if (total > limits.itemsPerBatch) throw batchTooLarge("items", limits.itemsPerBatch, total)
}
