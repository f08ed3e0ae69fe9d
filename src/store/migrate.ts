import { type Kysely, sql } from "kysely"
import { type Clock, hashBytes } from "../base/index.ts"
import type { Database, Engine, MigrationSet, MigrationStep } from "./database.ts"
import { databaseDiverged, databaseNewer } from "./errors.ts"

/**
 * Bring the tables of the rooms up to date, all or nothing. Two processes may do so at once: the second finds it done.
 *
 * @throws store.database-newer when the database has steps this version does not know
 * @throws store.database-diverged when a step differs from the one that was applied
 */
export async function migrate(database: Database, sets: readonly MigrationSet[], clock: Clock): Promise<void> {
  const db = database.tables<StepTables>()
  if (pendingSteps(database, sets, await appliedSteps(db, database.engine)).length === 0) return
  await db.transaction().execute(async (tx) => {
    if (database.engine === "postgres") await sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`.execute(tx)
    await sql.raw(createSteps).execute(tx)
    const pending = pendingSteps(database, sets, await appliedSteps(tx, database.engine))
    for (const { room, position, step } of pending) {
      for (const statement of step.sql(database.engine)) await sql.raw(statement).execute(tx)
      const row = {
        room,
        position,
        name: step.name,
        checksum: checksum(step, database.engine),
        applied_at: clock.now(),
      }
      await tx.insertInto("schema_steps").values(row).execute()
    }
  })
}

interface StepTables {
  schema_steps: { room: string; position: number; name: string; checksum: string; applied_at: number }
}

interface AppliedStep {
  readonly room: string
  readonly name: string
  readonly checksum: string
}

interface PendingStep {
  readonly room: string
  readonly position: number
  readonly step: MigrationStep
}

function pendingSteps(
  database: Database,
  sets: readonly MigrationSet[],
  applied: readonly AppliedStep[],
): readonly PendingStep[] {
  return sets.flatMap(({ room, steps }) => {
    const done = applied.filter((row) => row.room === room)
    if (done.length > steps.length) {
      throw databaseNewer(database.name, room, { known: steps.length, found: done.length })
    }
    for (const [position, row] of done.entries()) {
      const step = steps[position]!
      const same = row.name === step.name && row.checksum === checksum(step, database.engine)
      if (!same) throw databaseDiverged(database.name, room, row.name)
    }
    return steps.slice(done.length).map((step, index) => ({ room, position: done.length + index, step }))
  })
}

async function appliedSteps(db: Kysely<StepTables>, engine: Engine): Promise<readonly AppliedStep[]> {
  const tables = await sql.raw<{ present: number }>(hasSteps[engine]).execute(db)
  if (tables.rows.length === 0) return []
  return db
    .selectFrom("schema_steps")
    .select(["room", "name", "checksum"])
    .orderBy("room")
    .orderBy("position")
    .execute()
}

/** Of the statements themselves, so that it does not depend on how the program was bundled. */
function checksum(step: MigrationStep, engine: Engine): string {
  return hashBytes("sha256", JSON.stringify(step.sql(engine)))
}

const hasSteps: Readonly<Record<Engine, string>> = {
  sqlite: "select 1 as present from sqlite_schema where type = 'table' and name = 'schema_steps'",
  postgres: "select 1 as present where to_regclass('schema_steps') is not null",
}

const createSteps = `create table if not exists schema_steps (
  room text not null, position integer not null, name text not null, checksum text not null, applied_at bigint not null,
  primary key (room, position))`

/** Any number that no other program on the same PostgreSQL database is likely to use. */
const ADVISORY_LOCK = 7_274_496_223
