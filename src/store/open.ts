import { resolve } from "node:path"
import { type Dialect, Kysely, sql } from "kysely"
import { systemClock } from "../base/index.ts"
import type { Database, Engine, MigrationSet, StoreEffects } from "./database.ts"
import { databaseUnopenable } from "./errors.ts"
import { migrate } from "./migrate.ts"
import { postgresDialect } from "./postgres.ts"
import { openSqliteFile, sqliteDialect } from "./sqlite.ts"

/**
 * Open records where they lie and bring the tables of the given rooms up to date.
 *
 * @param url path of an SQLite file (made with its folder when absent), `:memory:`, or a postgres:// URL
 * @throws store.database-corrupt, store.database-newer, store.database-diverged, store.database-busy
 * @throws store.database-unopenable, store.database-unreachable, base.disk-full, base.folder-read-only
 */
export async function openDatabase(
  url: string,
  migrations: readonly MigrationSet[],
  effects: StoreEffects = { clock: systemClock },
): Promise<Database> {
  const { engine, name, dialect } = await connect(url, effects)
  const kysely = new Kysely<unknown>({ dialect })
  // The driver is only destroyed once it has started, which an unused one has not.
  await kysely.connection().execute(async () => {})
  const database: Database = {
    engine,
    name,
    tables: <Tables>() => kysely as Kysely<Tables>,
    close: () => kysely.destroy(),
  }
  try {
    await migrate(database, migrations, effects.clock)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

/** Read the whole database and say what is wrong with it; nothing when it is whole. */
export async function checkDatabase(database: Database): Promise<readonly string[]> {
  if (database.engine === "postgres") {
    await sql`select 1`.execute(database.tables())
    return []
  }
  const found = await sql<{ quick_check: string }>`pragma quick_check(20)`.execute(database.tables())
  return found.rows.map((row) => row.quick_check).filter((problem) => problem !== "ok")
}

async function connect(
  url: string,
  effects: StoreEffects,
): Promise<{ engine: Engine; name: string; dialect: Dialect }> {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(url)?.[1]?.toLowerCase()
  switch (scheme) {
    case undefined: {
      const path = url === ":memory:" ? url : resolve(url)
      const file = await openSqliteFile(path, effects.clock)
      return { engine: "sqlite", name: path, dialect: sqliteDialect(file, path, effects.clock) }
    }
    case "postgres":
    case "postgresql": {
      const name = withoutPassword(url)
      return { engine: "postgres", name, dialect: await postgresDialect(url, name) }
    }
    default:
      throw databaseUnopenable(withoutPassword(url), `wanted a path or a postgres:// URL, came ${scheme}://`)
  }
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return "postgres://"
  const parsed = new URL(url)
  parsed.password = ""
  parsed.search = ""
  return parsed.href
}
