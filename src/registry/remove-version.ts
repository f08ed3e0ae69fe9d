import { rm } from "node:fs/promises"
import { join } from "node:path"
import { remember } from "./history.ts"
import { touch, versionRow } from "./read-versions.ts"
import type { RegistryContext, VersionKey } from "./tables.ts"
import type { Because } from "./version.ts"

/** Remove a version with its aliases and files; the history keeps who did it and why, and its number stays used. */
export async function removeVersion(
  context: RegistryContext,
  { name, version }: VersionKey,
  because: Because,
): Promise<void> {
  const { db, effects } = context
  const row = await db.transaction().execute(async (tx) => {
    await touch(tx, name, effects)
    const found = await versionRow(tx, { name, version })
    const aliases = tx.selectFrom("registered_model_aliases").select("alias").where("name", "=", name)
    for (const { alias } of await aliases.where("version", "=", version).execute()) {
      await remember(tx, { name, version, kind: "alias-removed", from: alias }, { effects, because })
    }
    await tx.deleteFrom("registered_model_aliases").where("name", "=", name).where("version", "=", version).execute()
    await tx.deleteFrom("model_versions").where("name", "=", name).where("version", "=", version).execute()
    await remember(tx, { name, version, kind: "deleted" }, { effects, because })
    return found
  })
  if (row.folder !== null) await rm(join(context.folder, row.folder), { recursive: true, force: true })
}
