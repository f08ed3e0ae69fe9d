import { rm } from "node:fs/promises"
import { join } from "node:path"
import { sql } from "kysely"
import {
  checkKey,
  checkLength,
  checkTags,
  limits,
  orderOf,
  pageOf,
  parseFilter,
  parseOrder,
  type SearchKeys,
  type SearchPlan,
  slotOf,
  whereOf,
} from "../track/index.ts"
import { modelExists, tagMissing } from "./errors.ts"
import { remember } from "./history.ts"
import { modelRow, readModels, touch } from "./read-versions.ts"
import { checkModelName } from "./register.ts"
import type { RegisteredModels } from "./registry.ts"
import type { RegistryContext } from "./tables.ts"
import type { RegisteredModel } from "./version.ts"

export function modelsOf(context: RegistryContext): RegisteredModels {
  const { db, effects } = context
  const get = async (name: string): Promise<RegisteredModel> =>
    (await readModels(context, [await modelRow(db, name)]))[0]!
  return {
    create: async (request) => {
      await create(context, request)
      return get(request.name)
    },
    get,
    search: (search) => searchModels(context, search),
    describe: async (name, description) => {
      checkLength("description", description, limits.tagValue)
      await touch(db, name, effects)
      await db.updateTable("registered_models").set({ description }).where("name", "=", name).execute()
      return get(name)
    },
    rename: async (name, newName) => {
      if (newName !== name) await rename(context, name, newName)
      return get(newName)
    },
    delete: (name, because = {}) => remove(context, name, because),
    setTag: async (name, key, value) => {
      checkKey("tag key", key)
      checkLength(`tag "${key}"`, value, limits.tagValue)
      await touch(db, name, effects)
      await db
        .insertInto("registered_model_tags")
        .values({ name, key, value })
        .onConflict((at) => at.columns(["name", "key"]).doUpdateSet({ value }))
        .execute()
    },
    deleteTag: async (name, key) => {
      const { tags } = await get(name)
      if (!Object.hasOwn(tags, key)) throw tagMissing(`model "${name}"`, key, Object.keys(tags))
      await db.deleteFrom("registered_model_tags").where("name", "=", name).where("key", "=", key).execute()
    },
  }
}

async function create({ db, effects }: RegistryContext, request: Parameters<RegisteredModels["create"]>[0]) {
  const { name, description = "", tags = {}, user = effects.user() } = request
  checkModelName(name)
  checkLength("description", description, limits.tagValue)
  checkTags("tag", tags, limits.tagValue)
  const now = effects.clock.now()
  await db.transaction().execute(async (tx) => {
    const made = await tx
      .insertInto("registered_models")
      .values({ name, creation_time: now, last_update_time: now, user_id: user, description })
      .onConflict((at) => at.column("name").doNothing())
      .executeTakeFirst()
    if (made.numInsertedOrUpdatedRows === 0n) throw modelExists(name)
    const rows = Object.entries(tags).map(([key, value]) => ({ name, key, value }))
    if (rows.length > 0) await tx.insertInto("registered_model_tags").values(rows).execute()
  })
}

/** Versions, tags, aliases, files and history go along; the numbers used under either name stay used. */
async function rename({ db, effects }: RegistryContext, name: string, newName: string): Promise<void> {
  checkModelName(newName)
  await db.transaction().execute(async (tx) => {
    await touch(tx, name, effects)
    const taken = await tx.selectFrom("registered_models").select("name").where("name", "=", newName).executeTakeFirst()
    if (taken !== undefined) throw modelExists(newName)
    await tx.updateTable("registered_models").set({ name: newName }).where("name", "=", name).execute()
    const counters = await tx
      .selectFrom("version_counters")
      .select("last")
      .where("name", "in", [name, newName])
      .execute()
    const last = Math.max(0, ...counters.map((counter) => counter.last))
    await tx
      .insertInto("version_counters")
      .values({ name: newName, last })
      .onConflict((at) => at.column("name").doUpdateSet({ last }))
      .execute()
    const earlier = await tx
      .selectFrom("version_history")
      .select(({ fn }) => fn.max("entry").as("entry"))
      .where("name", "=", newName)
      .executeTakeFirst()
    await tx
      .updateTable("version_history")
      .set({ name: newName, entry: sql`entry + ${earlier?.entry ?? 0}` })
      .where("name", "=", name)
      .execute()
  })
}

async function remove(context: RegistryContext, name: string, because: Parameters<RegisteredModels["delete"]>[1]) {
  const { db, effects } = context
  const versions = await db.transaction().execute(async (tx) => {
    await touch(tx, name, effects)
    const rows = await tx.selectFrom("model_versions").select(["version", "folder"]).where("name", "=", name).execute()
    for (const { version } of rows) {
      await remember(tx, { name, version, kind: "deleted" }, { effects, because: because ?? {} })
    }
    await tx.deleteFrom("registered_models").where("name", "=", name).execute()
    return rows
  })
  for (const { folder } of versions) {
    if (folder !== null) await rm(join(context.folder, folder), { recursive: true, force: true })
  }
}

async function searchModels(
  context: RegistryContext,
  search: Parameters<RegisteredModels["search"]>[0],
): ReturnType<RegisteredModels["search"]> {
  const slot = slotOf(search, { default: 1000, most: 1000 })
  const plan: SearchPlan = {
    engine: context.engine,
    owner: sql.ref("registered_models.name"),
    keyed: { tag: { table: "registered_model_tags", owner: ["name"] } },
    attribute: (column) => sql.ref(`registered_models.${column}`),
  }
  let query = context.db.selectFrom("registered_models").selectAll()
  for (const clause of parseFilter(search.filter ?? "", searchKeys)) query = query.where(whereOf(clause, plan))
  const orders = parseOrder([...(search.orderBy ?? []), "name ASC"], searchKeys)
  for (const order of orders.flatMap((each) => orderOf(each, plan))) query = query.orderBy(order)
  const rows = await query.limit(slot.limit).offset(slot.offset).execute()
  const page = pageOf(rows, slot)
  return { ...page, items: await readModels(context, page.items) }
}

const searchKeys: SearchKeys = {
  attributes: {
    name: { column: "name", kind: "text" },
    timestamp: { column: "last_update_time", kind: "number" },
    last_updated_timestamp: { column: "last_update_time", kind: "number" },
    creation_timestamp: { column: "creation_time", kind: "number" },
  },
  entities: ["tag"],
}
