import { type Dialect, PostgresDialect } from "kysely"
import type { Pool, PoolClient } from "pg"
import { diskFull, folderReadOnly } from "../base/index.ts"
import { databaseBusy, databaseCorrupt, databaseUnreachable } from "./errors.ts"

/** Kysely on PostgreSQL. The driver is loaded only here: who stays with SQLite does not pay for it. */
export async function postgresDialect(url: string, name: string): Promise<Dialect> {
  const { default: pg } = await import("pg")
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    allowExitOnIdle: true,
    // As on SQLite: whole numbers are numbers. Ours are ids, steps and milliseconds, all below 2^53.
    types: { getTypeParser: (type, format) => (numberTypes.has(type) ? Number : pg.types.getTypeParser(type, format)) },
  })
  // An idle connection that the server closed is replaced at the next query; unheard, the event would end the process.
  pool.on("error", () => {})
  return new PostgresDialect({
    pool: {
      options: pool.options,
      end: () => pool.end(),
      connect: async () => namedErrors(await connect(pool, name), name),
    },
  })
}

/** The known error for what PostgreSQL says about itself, or the error itself when it is about the statement. */
export function knownPostgresError(error: unknown, name: string): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code !== "string") return error
  if (code === "53100") return diskFull(name, error)
  if (code === "25006") return folderReadOnly(name, error)
  if (code === "55P03" || code === "40P01") return databaseBusy(name, 0, error)
  if (code === "XX001" || code === "XX002") return databaseCorrupt(name, error)
  return unreachable.test(code) ? databaseUnreachable(name, error) : error
}

async function connect(pool: Pool, name: string): Promise<PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw databaseUnreachable(name, error)
  }
}

function namedErrors(client: PoolClient, name: string): PoolClient {
  const query = client.query.bind(client) as (...parts: unknown[]) => Promise<unknown>
  const named = async (...parts: unknown[]): Promise<unknown> => {
    try {
      return await query(...parts)
    } catch (error) {
      throw knownPostgresError(error, name)
    }
  }
  return new Proxy(client, {
    get: (target, key) => {
      if (key === "query") return named
      const value: unknown = Reflect.get(target, key)
      return typeof value === "function" ? value.bind(target) : value
    },
  })
}

const MOST_CONNECTIONS = 10
const CONNECT_TIMEOUT_MS = 10_000

/** int8 and numeric, by their object ids in PostgreSQL's catalogue. */
const numberTypes: ReadonlySet<number> = new Set([20, 1700])

/** Connection lost or refused, log-in refused, no such database, going down, too many connections. */
const unreachable = /^(ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_|08|28|3D|57P|53300)/
