import type { Kysely } from "kysely"
import { tagMissing } from "./errors.ts"
import type { Pairs } from "./experiment.ts"
import { activeExperiment } from "./experiments.ts"
import { checkLength, checkTags, limits } from "./limits.ts"
import type { LoggedModel, LoggedModels, NewLoggedModel } from "./logged-model.ts"
import { loggedModelRow } from "./logged-model-row.ts"
import { readLoggedModels } from "./read-logged-models.ts"
import { runNameOf } from "./run-name.ts"
import { searchLoggedModels } from "./search-logged-models.ts"
import type { LoggedModelRow, TrackContext, TrackTables } from "./tables.ts"

export function loggedModelsOf(context: TrackContext): LoggedModels {
  const { db, effects } = context
  const get = async (id: string): Promise<LoggedModel> =>
    (await readLoggedModels(context, [await loggedModelRow(db, id)]))[0]!
  const change = async (id: string, values: Partial<LoggedModelRow>): Promise<void> => {
    await loggedModelRow(db, id)
    const row = { ...values, last_update_time: effects.clock.now() }
    await db.updateTable("logged_models").set(row).where("model_id", "=", id).execute()
  }
  return {
    create: async (request) => get(await create(context, request)),
    get,
    finalize: async (id, status) => {
      await change(id, { status })
      return get(id)
    },
    setTags: async (id, tags) => {
      checkTags("tag", tags, limits.runTagValue)
      await change(id, {})
      await putPairs(db, "logged_model_tags", { id, pairs: tags })
    },
    deleteTag: async (id, key) => {
      const { tags } = await get(id)
      if (!Object.hasOwn(tags, key)) throw tagMissing(`logged model "${id}"`, key, Object.keys(tags))
      await db.deleteFrom("logged_model_tags").where("model_id", "=", id).where("key", "=", key).execute()
    },
    logParams: async (id, params) => {
      checkTags("param", params, limits.paramValue)
      await change(id, {})
      await putPairs(db, "logged_model_params", { id, pairs: params })
    },
    delete: (id) => change(id, { lifecycle_stage: "deleted" }),
    search: (search) => searchLoggedModels(context, search),
  }
}

async function create(context: TrackContext, request: NewLoggedModel): Promise<string> {
  const { db, effects } = context
  const hex = effects.newId()
  const id = `m-${hex}`
  const name = request.name || runNameOf(hex)
  checkLength("model name", name, limits.runName)
  checkTags("tag", request.tags ?? {}, limits.runTagValue)
  checkTags("param", request.params ?? {}, limits.paramValue)
  const now = effects.clock.now()
  await db.transaction().execute(async (tx) => {
    const experiment = await activeExperiment(tx, request.experimentId ?? "0")
    const location = experiment.artifact_location
    const row: LoggedModelRow = {
      model_id: id,
      experiment_id: experiment.experiment_id,
      name,
      artifact_uri: request.artifactUri ?? (location === null ? null : `${location}/models/${id}/artifacts`),
      status: "PENDING",
      status_message: null,
      creation_time: now,
      last_update_time: now,
      user_id: effects.user(),
      model_type: request.modelType ?? null,
      source_run_id: request.sourceRunId ?? null,
      lifecycle_stage: "active",
    }
    await tx.insertInto("logged_models").values(row).execute()
    await putPairs(tx, "logged_model_tags", { id, pairs: request.tags ?? {} })
    await putPairs(tx, "logged_model_params", { id, pairs: request.params ?? {} })
  })
  return id
}

async function putPairs(
  db: Kysely<TrackTables>,
  table: "logged_model_tags" | "logged_model_params",
  { id, pairs }: { readonly id: string; readonly pairs: Pairs },
): Promise<void> {
  const rows = Object.entries(pairs).map(([key, value]) => ({ model_id: id, key, value }))
  if (rows.length === 0) return
  await db
    .insertInto(table)
    .values(rows)
    .onConflict((at) => at.columns(["model_id", "key"]).doUpdateSet((row) => ({ value: row.ref("excluded.value") })))
    .execute()
}
