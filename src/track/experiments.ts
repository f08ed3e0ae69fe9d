import { resolve } from "node:path"
import { type Kysely, sql } from "kysely"
import { inChunks } from "./chunks.ts"
import { experimentDeleted, experimentExists, experimentMissing, keyInvalid, tagMissing } from "./errors.ts"
import type { Experiment, Experiments, Pairs } from "./experiment.ts"
import { parseFilter, parseOrder, type SearchKeys } from "./filter.ts"
import { checkKey, checkLength, checkTags, limits } from "./limits.ts"
import { pageOf, slotOf } from "./page.ts"
import type { ExperimentRow, TrackContext, TrackTables } from "./tables.ts"
import { orderOf, type SearchPlan, whereOf } from "./where.ts"

export function experimentsOf(context: TrackContext): Experiments {
  const { db, effects } = context
  const found = async (id: string): Promise<Experiment> => {
    const row = await experimentRow(db, id)
    return (await withTags(context, [row]))[0]!
  }
  const experiments: Experiments = {
    create: (request) => create(context, request, found),
    ensure: async (name) => {
      const present = await experiments.find(name)
      if (present === undefined) return experiments.create({ name })
      if (present.lifecycle === "deleted") throw experimentDeleted(name)
      return present
    },
    get: found,
    find: async (name) => {
      const rows = await db.selectFrom("experiments").selectAll().where("name", "=", name).execute()
      return (await withTags(context, rows))[0]
    },
    rename: async (id, name) => {
      checkName(name)
      const row = await activeExperiment(db, id)
      const taken = await experiments.find(name)
      if (taken !== undefined && taken.id !== id) throw experimentExists(name, taken.lifecycle)
      const change = { name, last_update_time: effects.clock.now() }
      await db.updateTable("experiments").set(change).where("experiment_id", "=", row.experiment_id).execute()
    },
    delete: (id) => setLifecycle(context, id, "deleted"),
    restore: (id) => setLifecycle(context, id, "active"),
    setTag: async (id, key, value) => {
      checkKey("tag key", key)
      checkLength(`tag "${key}"`, value, limits.tagValue)
      const row = await activeExperiment(db, id)
      await putTags(db, row.experiment_id, { [key]: value })
    },
    deleteTag: async (id, key) => {
      const row = await activeExperiment(db, id)
      const done = await db
        .deleteFrom("experiment_tags")
        .where("experiment_id", "=", row.experiment_id)
        .where("key", "=", key)
        .executeTakeFirst()
      if (done.numDeletedRows === 0n) throw tagMissing(`experiment "${id}"`, key, Object.keys((await found(id)).tags))
    },
    search: (search) => searchExperiments(context, search),
  }
  return experiments
}

/** @throws track.experiment-missing */
export async function experimentRow(db: Kysely<TrackTables>, id: string): Promise<ExperimentRow> {
  if (!/^\d{1,15}$/.test(id)) throw experimentMissing(id)
  const row = await db.selectFrom("experiments").selectAll().where("experiment_id", "=", Number(id)).executeTakeFirst()
  if (row === undefined) throw experimentMissing(id)
  return row
}

/** @throws track.experiment-missing, track.experiment-deleted */
export async function activeExperiment(db: Kysely<TrackTables>, id: string): Promise<ExperimentRow> {
  const row = await experimentRow(db, id)
  if (row.lifecycle_stage === "deleted") throw experimentDeleted(id)
  return row
}

/** Default, id "0", always exists. */
export async function ensureDefault({ db, effects }: TrackContext): Promise<void> {
  const present = await db.selectFrom("experiments").select("name").where("experiment_id", "=", 0).executeTakeFirst()
  if (present !== undefined) return
  const now = effects.clock.now()
  await db
    .insertInto("experiments")
    .values({
      experiment_id: 0,
      name: "Default",
      artifact_location: null,
      lifecycle_stage: "active",
      creation_time: now,
      last_update_time: now,
    })
    .onConflict((at) => at.doNothing())
    .execute()
}

async function create(
  { db, effects }: TrackContext,
  request: { name: string; artifactLocation?: string; tags?: Pairs },
  found: (id: string) => Promise<Experiment>,
): Promise<Experiment> {
  checkName(request.name)
  checkTags("tag", request.tags ?? {}, limits.tagValue)
  const location = request.artifactLocation === undefined ? null : absoluteLocation(request.artifactLocation)
  const id = await db.transaction().execute(async (tx) => {
    const counter = await tx
      .updateTable("track_counters")
      .set({ last: sql`last + 1` })
      .where("name", "=", "experiment")
      .returning("last")
      .executeTakeFirstOrThrow()
    const now = effects.clock.now()
    const row: ExperimentRow = {
      experiment_id: counter.last,
      name: request.name,
      artifact_location: location,
      lifecycle_stage: "active",
      creation_time: now,
      last_update_time: now,
    }
    const made = await tx
      .insertInto("experiments")
      .values(row)
      .onConflict((at) => at.column("name").doNothing())
      .executeTakeFirst()
    if (made.numInsertedOrUpdatedRows === 0n) throw await exists(tx, request.name)
    await putTags(tx, counter.last, request.tags ?? {})
    return counter.last
  })
  return found(String(id))
}

async function exists(db: Kysely<TrackTables>, name: string): Promise<Error> {
  const query = db.selectFrom("experiments").select("lifecycle_stage").where("name", "=", name)
  return experimentExists(name, (await query.executeTakeFirstOrThrow()).lifecycle_stage)
}

async function putTags(db: Kysely<TrackTables>, id: number, tags: Pairs): Promise<void> {
  const rows = Object.entries(tags).map(([key, value]) => ({ experiment_id: id, key, value }))
  if (rows.length === 0) return
  await db
    .insertInto("experiment_tags")
    .values(rows)
    .onConflict((at) =>
      at.columns(["experiment_id", "key"]).doUpdateSet((row) => ({ value: row.ref("excluded.value") })),
    )
    .execute()
}

async function setLifecycle({ db, effects }: TrackContext, id: string, lifecycle: "active" | "deleted"): Promise<void> {
  const now = effects.clock.now()
  await db.transaction().execute(async (tx) => {
    const { experiment_id } = await experimentRow(tx, id)
    await tx
      .updateTable("experiments")
      .set({ lifecycle_stage: lifecycle, last_update_time: now })
      .where("experiment_id", "=", experiment_id)
      .execute()
    await tx
      .updateTable("runs")
      .set({ lifecycle_stage: lifecycle, deleted_time: lifecycle === "deleted" ? now : null })
      .where("experiment_id", "=", experiment_id)
      .where("lifecycle_stage", "!=", lifecycle)
      .execute()
  })
}

async function searchExperiments(
  context: TrackContext,
  search: Parameters<Experiments["search"]>[0],
): ReturnType<Experiments["search"]> {
  const slot = slotOf(search)
  const plan: SearchPlan = {
    engine: context.engine,
    owner: sql.ref("experiments.experiment_id"),
    keyed: { tag: { table: "experiment_tags", owner: ["experiment_id"] } },
    attribute: (column) =>
      column === "experiment_id" ? sql`cast(experiments.experiment_id as text)` : sql.ref(`experiments.${column}`),
  }
  let query = context.db.selectFrom("experiments").selectAll()
  const view = search.view ?? "active"
  if (view !== "all") query = query.where("lifecycle_stage", "=", view)
  for (const clause of parseFilter(search.filter ?? "", searchKeys)) query = query.where(whereOf(clause, plan))
  const orders = parseOrder(search.orderBy ?? ["last_update_time DESC"], searchKeys)
  for (const order of orders.flatMap((each) => orderOf(each, plan))) query = query.orderBy(order)
  const rows = await query.orderBy("experiment_id", "desc").limit(slot.limit).offset(slot.offset).execute()
  return pageOf(await withTags(context, rows), slot)
}

async function withTags(context: TrackContext, rows: readonly ExperimentRow[]): Promise<readonly Experiment[]> {
  const ids = rows.map((row) => row.experiment_id)
  const tags = await inChunks(ids, (some) =>
    context.db.selectFrom("experiment_tags").selectAll().where("experiment_id", "in", some).execute(),
  )
  const byId = Map.groupBy(tags, (tag) => tag.experiment_id)
  return rows.map((row) => ({
    id: String(row.experiment_id),
    name: row.name,
    artifactLocation: row.artifact_location ?? resolve(context.artifactRoot, String(row.experiment_id)),
    lifecycle: row.lifecycle_stage,
    creationTime: row.creation_time,
    lastUpdateTime: row.last_update_time,
    tags: Object.fromEntries((byId.get(row.experiment_id) ?? []).map(({ key, value }) => [key, value])),
  }))
}

function checkName(name: string): void {
  if (name.trim() === "") throw keyInvalid("experiment name", name, "a name that is not empty")
  checkLength("experiment name", name, limits.experimentName)
}

/** A path becomes absolute; a URI stays, unless it could mean another place later. */
function absoluteLocation(location: string): string {
  const wanted = "a folder, or a URI without .., ? and #"
  if (!/^[a-z][a-z0-9+.-]*:/i.test(location)) return resolve(location)
  if (/^runs:/i.test(location) || /[?#]/.test(location) || /(^|[/\\])\.\.([/\\]|$)/.test(decoded(location))) {
    throw keyInvalid("artifact location", location, wanted)
  }
  return location.replace(/\/+$/, "")
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ".."
  }
}

const searchKeys: SearchKeys = {
  attributes: {
    name: { column: "name", kind: "text" },
    experiment_id: { column: "experiment_id", kind: "text", lists: true },
    creation_time: { column: "creation_time", kind: "number" },
    last_update_time: { column: "last_update_time", kind: "number" },
  },
  entities: ["tag"],
}
