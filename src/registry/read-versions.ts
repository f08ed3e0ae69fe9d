import { join } from "node:path"
import type { Kysely } from "kysely"
import type { Json } from "../base/index.ts"
import { inChunks } from "../track/index.ts"
import { modelMissing, versionMissing } from "./errors.ts"
import type { ModelRow, RegistryContext, RegistryTables, VersionKey, VersionRow } from "./tables.ts"
import type { ModelVersion, RegisteredModel, VersionStage } from "./version.ts"

/** @throws registry.model-missing */
export async function modelRow(db: Kysely<RegistryTables>, name: string): Promise<ModelRow> {
  const row = await db.selectFrom("registered_models").selectAll().where("name", "=", name).executeTakeFirst()
  if (row === undefined) throw modelMissing(name, await modelNames(db))
  return row
}

/** @throws registry.model-missing, registry.version-missing */
export async function versionRow(db: Kysely<RegistryTables>, { name, version }: VersionKey): Promise<VersionRow> {
  const query = db.selectFrom("model_versions").selectAll().where("name", "=", name)
  const row = Number.isSafeInteger(version) ? await query.where("version", "=", version).executeTakeFirst() : undefined
  if (row !== undefined) return row
  await modelRow(db, name)
  const known = await db
    .selectFrom("model_versions")
    .select("version")
    .where("name", "=", name)
    .orderBy("version", "desc")
    .execute()
  throw versionMissing(
    name,
    version,
    known.map((each) => each.version),
  )
}

export async function modelNames(db: Kysely<RegistryTables>): Promise<readonly string[]> {
  const rows = await db.selectFrom("registered_models").select("name").orderBy("name").execute()
  return rows.map((row) => row.name)
}

/** Lock the model for the transaction, and say that it changed now. */
export async function touch(
  db: Kysely<RegistryTables>,
  name: string,
  effects: RegistryContext["effects"],
): Promise<void> {
  const now = effects.clock.now()
  const done = await db
    .updateTable("registered_models")
    .set({ last_update_time: now })
    .where("name", "=", name)
    .executeTakeFirst()
  if (done.numUpdatedRows === 0n) throw modelMissing(name, await modelNames(db))
}

/** Versions with their tags and aliases, in a fixed number of queries however many they are. */
export async function readVersions(
  context: RegistryContext,
  rows: readonly VersionRow[],
): Promise<readonly ModelVersion[]> {
  const { db } = context
  const names = [...new Set(rows.map((row) => row.name))]
  const tags = await inChunks(names, (some) =>
    db.selectFrom("model_version_tags").selectAll().where("name", "in", some).execute(),
  )
  const aliases = await inChunks(names, (some) =>
    db.selectFrom("registered_model_aliases").selectAll().where("name", "in", some).orderBy("alias").execute(),
  )
  const tagsOf = Map.groupBy(tags, keyText)
  const aliasesOf = Map.groupBy(aliases, keyText)
  return rows.map((row) => ({
    ...versionFields(context, row),
    tags: Object.fromEntries((tagsOf.get(keyText(row)) ?? []).map(({ key, value }) => [key, value])),
    aliases: (aliasesOf.get(keyText(row)) ?? []).map(({ alias }) => alias),
  }))
}

export async function readModels(
  context: RegistryContext,
  rows: readonly ModelRow[],
): Promise<readonly RegisteredModel[]> {
  const { db } = context
  const names = rows.map((row) => row.name)
  const tags = await inChunks(names, (some) =>
    db.selectFrom("registered_model_tags").selectAll().where("name", "in", some).execute(),
  )
  const aliases = await inChunks(names, (some) =>
    db.selectFrom("registered_model_aliases").selectAll().where("name", "in", some).orderBy("alias").execute(),
  )
  const versions = await inChunks(names, (some) =>
    db.selectFrom("model_versions").selectAll().where("name", "in", some).orderBy("version", "desc").execute(),
  )
  const latest = Map.groupBy(await readVersions(context, latestOfStages(versions)), (version) => version.name)
  return rows.map((row) => ({
    name: row.name,
    creationTime: row.creation_time,
    lastUpdateTime: row.last_update_time,
    user: row.user_id,
    description: row.description,
    tags: Object.fromEntries(tags.filter(({ name }) => name === row.name).map(({ key, value }) => [key, value])),
    aliases: aliases.filter(({ name }) => name === row.name).map(({ alias, version }) => ({ alias, version })),
    latestVersions: latest.get(row.name) ?? [],
  }))
}

/** The rows come with the greatest number first, so the first of a stage is its latest. */
function latestOfStages(rows: readonly VersionRow[]): readonly VersionRow[] {
  const latest = new Map<string, VersionRow>()
  for (const row of rows) {
    const stage: readonly [string, VersionStage] = [row.name, row.stage]
    const at = JSON.stringify(stage)
    if (!latest.has(at)) latest.set(at, row)
  }
  return [...latest.values()]
}

function versionFields(context: RegistryContext, row: VersionRow): Omit<ModelVersion, "tags" | "aliases"> {
  return {
    name: row.name,
    version: row.version,
    creationTime: row.creation_time,
    lastUpdateTime: row.last_update_time,
    user: row.user_id,
    stage: row.stage,
    status: row.status,
    ...(row.status_message === null ? {} : { statusMessage: row.status_message }),
    description: row.description,
    source: row.source,
    ...(row.run_id === null ? {} : { runId: row.run_id }),
    ...(row.run_link === null ? {} : { runLink: row.run_link }),
    ...(row.model_id === null ? {} : { modelId: row.model_id }),
    ...(row.folder === null ? {} : { folder: join(context.folder, row.folder) }),
    ...(row.sha256 === null ? {} : { sha256: row.sha256 }),
    ...(row.bytes === null ? {} : { bytes: row.bytes }),
    lineage: JSON.parse(row.lineage) as Json,
  }
}

function keyText({ name, version }: VersionKey): string {
  return `${version} ${name}`
}
