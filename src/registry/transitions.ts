import { aliasMissing, nameInvalid, stageUnknown } from "./errors.ts"
import { remember } from "./history.ts"
import { modelRow, touch, versionRow } from "./read-versions.ts"
import type { RegistryContext, VersionKey } from "./tables.ts"
import { type Because, type VersionStage, versionStages } from "./version.ts"

/**
 * Point an alias to a version; it leaves the version it pointed to, and both are remembered.
 *
 * @throws registry.name-invalid, registry.model-missing, registry.version-missing
 */
export async function setAlias(
  { db, effects }: RegistryContext,
  { name, version, alias }: VersionKey & { readonly alias: string },
  because: Because,
): Promise<void> {
  checkAlias(alias)
  await db.transaction().execute(async (tx) => {
    await touch(tx, name, effects)
    await versionRow(tx, { name, version })
    const before = await tx
      .selectFrom("registered_model_aliases")
      .select("version")
      .where("name", "=", name)
      .where("alias", "=", alias)
      .executeTakeFirst()
    if (before?.version === version) return
    await tx
      .insertInto("registered_model_aliases")
      .values({ name, alias, version })
      .onConflict((at) => at.columns(["name", "alias"]).doUpdateSet({ version }))
      .execute()
    if (before !== undefined) {
      const left = { name, version: before.version, kind: "alias-removed", from: alias } as const
      await remember(tx, left, { effects, because })
    }
    await remember(tx, { name, version, kind: "alias-set", to: alias }, { effects, because })
  })
}

/** @throws registry.model-missing, registry.alias-missing */
export async function removeAlias(
  { db, effects }: RegistryContext,
  { name, alias }: { readonly name: string; readonly alias: string },
  because: Because,
): Promise<void> {
  await modelRow(db, name)
  await db.transaction().execute(async (tx) => {
    await touch(tx, name, effects)
    const present = await tx.selectFrom("registered_model_aliases").selectAll().where("name", "=", name).execute()
    const found = present.find((each) => each.alias === alias)
    if (found === undefined) {
      throw aliasMissing(
        name,
        alias,
        present.map((each) => each.alias),
      )
    }
    await tx.deleteFrom("registered_model_aliases").where("name", "=", name).where("alias", "=", alias).execute()
    await remember(tx, { name, version: found.version, kind: "alias-removed", from: alias }, { effects, because })
  })
}

/**
 * Move a version to a stage, the older way to say what an alias says; others in that stage may be archived with it.
 *
 * @throws registry.stage-unknown, registry.model-missing, registry.version-missing
 */
export async function moveToStage(
  { db, effects }: RegistryContext,
  { name, version, stage }: VersionKey & { readonly stage: VersionStage },
  options: Because & { readonly archiveExisting?: boolean },
): Promise<void> {
  if (!versionStages.includes(stage)) throw stageUnknown(stage)
  await db.transaction().execute(async (tx) => {
    await touch(tx, name, effects)
    const row = await versionRow(tx, { name, version })
    const moves = [{ version, from: row.stage, to: stage }]
    if (options.archiveExisting === true && (stage === "Staging" || stage === "Production")) {
      const others = await tx
        .selectFrom("model_versions")
        .select("version")
        .where("name", "=", name)
        .where("stage", "=", stage)
        .where("version", "!=", version)
        .orderBy("version")
        .execute()
      moves.push(...others.map((other) => ({ version: other.version, from: stage, to: "Archived" as const })))
    }
    for (const move of moves.filter(({ from, to }) => from !== to)) {
      await tx
        .updateTable("model_versions")
        .set({ stage: move.to, last_update_time: effects.clock.now() })
        .where("name", "=", name)
        .where("version", "=", move.version)
        .execute()
      await remember(tx, { name, kind: "stage", ...move }, { effects, because: options })
    }
  })
}

function checkAlias(alias: string): void {
  if (!/^[\w-]{1,255}$/.test(alias) || /^latest$/i.test(alias) || /^v\d+$/i.test(alias) || /^\d+$/.test(alias)) {
    throw nameInvalid("alias", alias, "letters, digits, _ and -, and not latest, a number or v and a number")
  }
}
