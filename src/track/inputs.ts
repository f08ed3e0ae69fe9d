import type { Kysely } from "kysely"
import { batchTooLarge } from "./errors.ts"
import { checkLength, limits } from "./limits.ts"
import { activeRun } from "./log.ts"
import { loggedModelRow } from "./logged-model-row.ts"
import type { Dataset, DatasetInput, ModelOutput } from "./run.ts"
import type { TrackContext, TrackTables } from "./tables.ts"

/**
 * Note which data and which models a run reads. Within an experiment a dataset is known by its name and digest.
 *
 * @throws track.run-missing, track.run-deleted, track.value-too-long, track.batch-too-large, track.logged-model-missing
 */
export async function logInputs(
  context: TrackContext,
  id: string,
  inputs: { readonly datasets?: readonly DatasetInput[]; readonly models?: readonly string[] },
): Promise<void> {
  const { datasets = [], models = [] } = inputs
  if (datasets.length > limits.datasetsPerCall) {
    throw batchTooLarge("datasets", limits.datasetsPerCall, datasets.length)
  }
  for (const [index, input] of datasets.entries()) checkInput(`datasets[${index}]`, input)
  await context.db.transaction().execute(async (tx) => {
    const run = await activeRun(tx, id)
    const already = await tx
      .selectFrom("run_datasets")
      .select(({ fn }) => fn.max("position").as("last"))
      .where("run_id", "=", id)
      .executeTakeFirst()
    const first = (already?.last ?? -1) + 1
    for (const [index, { dataset, tags }] of datasets.entries()) {
      const datasetId = await datasetIdOf(tx, {
        dataset,
        experiment: run.experiment_id,
        fresh: context.effects.newId(),
      })
      await tx
        .insertInto("run_datasets")
        .values({ run_id: id, dataset_id: datasetId, position: first + index })
        .onConflict((at) => at.columns(["run_id", "dataset_id"]).doNothing())
        .execute()
      await putInputTags(tx, { run_id: id, dataset_id: datasetId }, tags)
    }
    for (const model of models) await link(tx, { run_id: id, model_id: model, direction: "input", step: 0 })
  })
}

/**
 * Note which models a run made.
 *
 * @throws track.run-missing, track.run-deleted, track.logged-model-missing
 */
export async function logOutputs(context: TrackContext, id: string, outputs: readonly ModelOutput[]): Promise<void> {
  await context.db.transaction().execute(async (tx) => {
    await activeRun(tx, id)
    for (const { modelId, step } of outputs) {
      await link(tx, { run_id: id, model_id: modelId, direction: "output", step })
    }
  })
}

async function datasetIdOf(
  db: Kysely<TrackTables>,
  { dataset, experiment, fresh }: { dataset: Dataset; experiment: number; fresh: string },
): Promise<string> {
  await db
    .insertInto("datasets")
    .values({
      dataset_id: fresh,
      experiment_id: experiment,
      name: dataset.name,
      digest: dataset.digest,
      source_type: dataset.sourceType,
      source: dataset.source,
      schema: dataset.schema ?? null,
      profile: dataset.profile ?? null,
    })
    .onConflict((at) => at.columns(["experiment_id", "name", "digest"]).doNothing())
    .execute()
  const row = await db
    .selectFrom("datasets")
    .select("dataset_id")
    .where("experiment_id", "=", experiment)
    .where("name", "=", dataset.name)
    .where("digest", "=", dataset.digest)
    .executeTakeFirstOrThrow()
  return row.dataset_id
}

async function putInputTags(
  db: Kysely<TrackTables>,
  input: { readonly run_id: string; readonly dataset_id: string },
  tags: DatasetInput["tags"],
): Promise<void> {
  const rows = Object.entries(tags).map(([key, value]) => ({ ...input, key, value }))
  if (rows.length === 0) return
  await db
    .insertInto("run_dataset_tags")
    .values(rows)
    .onConflict((at) =>
      at.columns(["run_id", "dataset_id", "key"]).doUpdateSet((row) => ({ value: row.ref("excluded.value") })),
    )
    .execute()
}

async function link(db: Kysely<TrackTables>, row: TrackTables["run_models"]): Promise<void> {
  await loggedModelRow(db, row.model_id)
  await db
    .insertInto("run_models")
    .values(row)
    .onConflict((at) => at.columns(["run_id", "direction", "model_id"]).doNothing())
    .execute()
}

function checkInput(path: string, { dataset, tags }: DatasetInput): void {
  checkLength(`${path}.dataset.name`, dataset.name, limits.datasetName)
  checkLength(`${path}.dataset.digest`, dataset.digest, limits.datasetDigest)
  checkLength(`${path}.dataset.source`, dataset.source, limits.datasetSource)
  checkLength(`${path}.dataset.schema`, dataset.schema ?? "", limits.datasetSchema)
  checkLength(`${path}.dataset.profile`, dataset.profile ?? "", limits.datasetProfile)
  for (const [key, value] of Object.entries(tags)) {
    checkLength(`${path}.tags key`, key, limits.inputTagKey)
    checkLength(`${path}.tags "${key}"`, value, limits.inputTagValue)
  }
}
