import { randomBytes } from "node:crypto"
import { join } from "node:path"
import { type Kysely, sql } from "kysely"
import { checkLength, checkTags, limits } from "../track/index.ts"
import { nameInvalid } from "./errors.ts"
import { remember } from "./history.ts"
import { touch } from "./read-versions.ts"
import type { RegistryContext, RegistryTables, VersionKey, VersionRow } from "./tables.ts"
import type { NewVersion } from "./version.ts"
import { copyIn, folderNameOf, type IncomingCopy } from "./version-files.ts"

/**
 * Give a model its next number, with a copy of its files. The copy is made and hashed first; it gets its place in the same
 * transaction as its row, so a kill at any moment leaves either the whole version or none.
 *
 * @throws registry.name-invalid, registry.artifact-empty, track.key-invalid, track.value-too-long
 * @throws base.disk-full, base.folder-read-only
 */
export async function registerVersion(context: RegistryContext, request: NewVersion): Promise<VersionKey> {
  checkModelName(request.name)
  checkTags("tag", request.tags ?? {}, limits.tagValue)
  checkLength("description", request.description ?? "", limits.tagValue)
  const copy = await copyOf(context, request)
  try {
    return await context.db.transaction().execute((tx) => place(context, tx, { request, copy }))
  } finally {
    await copy?.discard()
  }
}

/** @throws registry.name-invalid: a REF could not name it */
export function checkModelName(name: string): void {
  if (name.trim() === "" || name.length > LONGEST_NAME || /[/:@\p{Cc}]/u.test(name)) {
    throw nameInvalid("model", name, `1 to ${LONGEST_NAME} characters without / : and @`)
  }
}

async function copyOf({ folder }: RegistryContext, request: NewVersion): Promise<IncomingCopy | undefined> {
  if (request.folder === undefined) return undefined
  return copyIn(request.folder, folder, randomBytes(8).toString("hex"))
}

async function place(
  context: RegistryContext,
  tx: Kysely<RegistryTables>,
  { request, copy }: { readonly request: NewVersion; readonly copy: IncomingCopy | undefined },
): Promise<VersionKey> {
  const { effects } = context
  const { name } = request
  const user = request.user ?? effects.user()
  const now = effects.clock.now()
  // One registration at a time, as on SQLite: what freeFolder saw must still be true when the row is written.
  if (context.engine === "postgres") await sql`lock table version_counters in exclusive mode`.execute(tx)
  await tx
    .insertInto("registered_models")
    .values({ name, creation_time: now, last_update_time: now, user_id: user, description: "" })
    .onConflict((at) => at.column("name").doNothing())
    .execute()
  await touch(tx, name, effects)
  const key = { name, version: await nextNumber(tx, name) }
  const folder = copy === undefined ? null : await freeFolder(tx, key)
  const row: VersionRow = {
    ...key,
    creation_time: now,
    last_update_time: now,
    user_id: user,
    stage: "None",
    status: "READY",
    status_message: null,
    description: request.description ?? "",
    source: request.source ?? request.folder ?? "",
    run_id: request.runId ?? null,
    run_link: request.runLink ?? null,
    model_id: request.modelId ?? null,
    folder,
    sha256: copy?.sha256 ?? null,
    bytes: copy?.bytes ?? null,
    lineage: JSON.stringify(request.lineage ?? {}),
  }
  await tx.insertInto("model_versions").values(row).execute()
  const tags = Object.entries(request.tags ?? {}).map(([tag, value]) => ({ ...key, key: tag, value }))
  if (tags.length > 0) await tx.insertInto("model_version_tags").values(tags).execute()
  await remember(tx, { ...key, kind: "registered" }, { effects, because: { user } })
  if (folder !== null) await copy?.moveTo(join(context.folder, folder))
  return key
}

async function nextNumber(tx: Kysely<RegistryTables>, name: string): Promise<number> {
  const counter = await tx
    .insertInto("version_counters")
    .values({ name, last: 1 })
    .onConflict((at) => at.column("name").doUpdateSet({ last: sql`version_counters.last + 1` }))
    .returning("last")
    .executeTakeFirstOrThrow()
  return counter.last
}

/** Relative to the registry's folder; two names that differ only by case must not share one on a file system that ignores it. */
async function freeFolder(tx: Kysely<RegistryTables>, { name, version }: VersionKey): Promise<string> {
  const plain = `${folderNameOf(name, false)}/${version}`
  const query = tx.selectFrom("model_versions").select("folder").where("version", "=", version)
  const taken = (await query.execute()).some(({ folder }) => folder?.toLowerCase() === plain.toLowerCase())
  return taken ? `${folderNameOf(name, true)}/${version}` : plain
}

/** Characters, as MLflow allows. */
const LONGEST_NAME = 256
