import { checkKey, checkLength, limits } from "../track/index.ts"
import { tagMissing } from "./errors.ts"
import { historyOf } from "./history.ts"
import { modelRow, readVersions, versionRow } from "./read-versions.ts"
import { registerVersion } from "./register.ts"
import type { ModelVersions } from "./registry.ts"
import { removeVersion } from "./remove-version.ts"
import { searchVersions } from "./search-versions.ts"
import type { RegistryContext, VersionKey } from "./tables.ts"
import { moveToStage, removeAlias, setAlias } from "./transitions.ts"
import type { ModelVersion } from "./version.ts"
import { repairFiles, verifyFiles } from "./version-files.ts"

export function versionsOf(context: RegistryContext): ModelVersions {
  const { db } = context
  const read = async (key: VersionKey): Promise<ModelVersion> =>
    (await readVersions(context, [await versionRow(db, key)]))[0]!
  return {
    register: async (request) => read(await registerVersion(context, request)),
    get: (name, version) => read({ name, version }),
    list: async (name) => {
      await modelRow(db, name)
      const query = db.selectFrom("model_versions").selectAll().where("name", "=", name)
      return readVersions(context, await query.orderBy("version", "desc").execute())
    },
    search: (search) => searchVersions(context, search),
    describe: async (name, version, description) => {
      checkLength("description", description, limits.tagValue)
      await change(context, { name, version }, { description })
      return read({ name, version })
    },
    delete: async (name, version, because = {}) => removeVersion(context, { name, version }, because),
    setTag: (at, key, value) => setTag(context, at, { key, value }),
    deleteTag: async ({ name, version }, key) => {
      const { tags } = await read({ name, version })
      if (!Object.hasOwn(tags, key)) throw tagMissing(`version ${version} of model "${name}"`, key, Object.keys(tags))
      const rows = db.deleteFrom("model_version_tags").where("name", "=", name).where("version", "=", version)
      await rows.where("key", "=", key).execute()
    },
    setAlias: ({ name, version }, alias, because = {}) => setAlias(context, { name, version, alias }, because),
    removeAlias: (name, alias, because = {}) => removeAlias(context, { name, alias }, because),
    byAlias: async (name, alias) => {
      const query = db.selectFrom("registered_model_aliases").select("version").where("name", "=", name)
      const found = await query.where("alias", "=", alias).executeTakeFirst()
      return found === undefined ? undefined : read({ name, version: found.version })
    },
    moveToStage: async ({ name, version }, stage, options = {}) => {
      await moveToStage(context, { name, version, stage }, options)
      return read({ name, version })
    },
    history: (name, version) => historyOf(context, name, version),
    verify: async (name, version) => verifyFiles(await read({ name, version })),
    repair: async (name, version) => repairFiles(await read({ name, version }), context.folder),
  }
}

async function change(
  { db, effects }: RegistryContext,
  { name, version }: VersionKey,
  values: { readonly description?: string },
): Promise<void> {
  await versionRow(db, { name, version })
  await db
    .updateTable("model_versions")
    .set({ ...values, last_update_time: effects.clock.now() })
    .where("name", "=", name)
    .where("version", "=", version)
    .execute()
}

async function setTag(
  context: RegistryContext,
  { name, version }: VersionKey,
  { key, value }: { readonly key: string; readonly value: string },
): Promise<void> {
  checkKey("tag key", key)
  checkLength(`tag "${key}"`, value, limits.tagValue)
  await change(context, { name, version }, {})
  await context.db
    .insertInto("model_version_tags")
    .values({ name, version, key, value })
    .onConflict((at) => at.columns(["name", "version", "key"]).doUpdateSet({ value }))
    .execute()
}
