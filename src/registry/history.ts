import type { Kysely } from "kysely"
import type { HistoryRow, RegistryContext, RegistryTables } from "./tables.ts"
import type { Because, HistoryEntry } from "./version.ts"

/** Something that happened to a version, before time and person are known. */
export type Happening = Pick<HistoryEntry, "name" | "version" | "kind" | "from" | "to">

/** Write down who did what and why. Inside the transaction that does it, after the model's row was touched. */
export async function remember(
  db: Kysely<RegistryTables>,
  happening: Happening,
  { effects, because }: { readonly effects: RegistryContext["effects"]; readonly because: Because },
): Promise<void> {
  const last = await db
    .selectFrom("version_history")
    .select(({ fn }) => fn.max("entry").as("entry"))
    .where("name", "=", happening.name)
    .executeTakeFirst()
  const row: HistoryRow = {
    name: happening.name,
    entry: (last?.entry ?? 0) + 1,
    version: happening.version,
    kind: happening.kind,
    from_value: happening.from ?? null,
    to_value: happening.to ?? null,
    at: effects.clock.now(),
    user_id: because.user ?? effects.user(),
    reason: because.reason ?? "",
  }
  await db.insertInto("version_history").values(row).execute()
}

/** Newest first. */
export async function historyOf(
  { db }: RegistryContext,
  name: string,
  version?: number,
): Promise<readonly HistoryEntry[]> {
  let query = db.selectFrom("version_history").selectAll().where("name", "=", name)
  if (version !== undefined) query = query.where("version", "=", version)
  const rows = await query.orderBy("entry", "desc").execute()
  return rows.map((row) => ({
    name: row.name,
    version: row.version,
    kind: row.kind,
    ...(row.from_value === null ? {} : { from: row.from_value }),
    ...(row.to_value === null ? {} : { to: row.to_value }),
    at: row.at,
    user: row.user_id,
    reason: row.reason,
  }))
}
