import type { Kysely } from "kysely"
import { loggedModelMissing } from "./errors.ts"
import type { LoggedModelRow, TrackTables } from "./tables.ts"

/** @throws track.logged-model-missing, also when it was deleted */
export async function loggedModelRow(db: Kysely<TrackTables>, id: string): Promise<LoggedModelRow> {
  const row = await db
    .selectFrom("logged_models")
    .selectAll()
    .where("model_id", "=", id)
    .where("lifecycle_stage", "=", "active")
    .executeTakeFirst()
  if (row === undefined) throw loggedModelMissing(id)
  return row
}
