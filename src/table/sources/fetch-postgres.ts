import { extname, join } from "node:path"
import type { Client, QueryArrayResult } from "pg"
import { KnownError } from "../../base/index.ts"
import { withDeadlines } from "./deadlines.ts"
import { databaseFailed, loginRefused, queryInvalid, tableMissing, tableNeeded } from "./errors.ts"
import type { RawFile, SourceOptions } from "./options.ts"
import { readingOf } from "./postgres-types.ts"
import type { Selection } from "./reference.ts"
import { type Block, blockRows, spoolRows } from "./spool.ts"

/**
 * A table or query of a PostgreSQL database, in a transaction that only reads, through a cursor, written out as a file. A password
 * that the address lacks is taken from PGPASSWORD or the password file.
 *
 * @param name what is shown of the address
 * @throws table.login-refused, table.table-needed, table.table-missing, table.query-invalid, table.database-failed,
 *   table.server-silent, table.download-slow
 */
export async function fetchPostgres(
  { url, select, name }: { readonly url: string; readonly select: Selection; readonly name: string },
  options: SourceOptions,
): Promise<RawFile> {
  const { settings, variables } = options
  return withDeadlines(name, settings, async ({ signal, heard }) => {
    const { Client } = await import("pg")
    const password = variables["PGPASSWORD"]
    const client = new Client({
      connectionString: url,
      ...(new URL(url).password === "" && password !== undefined && { password }),
      connectionTimeoutMillis: settings.silenceSeconds * 1000,
      // All values as the texts the server sends: JavaScript's numbers do not hold them all.
      types: { getTypeParser: () => (text: string) => text },
    })
    client.on("error", () => {}) // a connection that breaks is told by the query that waits for it
    const stop = (): void => void client.end()
    signal.addEventListener("abort", stop)
    try {
      return await stopped(signal, async () => {
        await client.connect()
        heard()
        const chosen = await choose(client, name, {
          table: select.table ?? settings.table,
          query: select.query ?? settings.query,
        })
        return await read(client, { ...chosen, name, heard }, options)
      })
    } catch (error) {
      throw knownServerError(error, name)
    } finally {
      if (!signal.aborted) await client.end().catch(() => {}) // the error that broke it is the one to be told
    }
  })
}

/** The driver does not end a query that waits when its connection is closed. */
async function stopped<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return new Promise((settle, fail) => {
    signal.addEventListener("abort", () => fail(signal.reason))
    work().then(settle, fail)
  })
}

interface Chosen {
  readonly sql: string
  /** Name of the file. */
  readonly file: string
}

async function choose(
  client: Client,
  name: string,
  { table, query }: { readonly table: string; readonly query: string },
): Promise<Chosen> {
  await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
  await client.query("SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'; SET LOCAL extra_float_digits = 1")
  if (query !== "") return { sql: query.replace(/;\s*$/, ""), file: "query" }
  const { rows } = await client.query<{ name: string; full: string; sql: string }>(
    `SELECT CASE WHEN pg_table_is_visible(c.oid) THEN relname ELSE nspname || '.' || relname END AS name,
       nspname || '.' || relname AS full, format('%I.%I', nspname, relname) AS sql
     FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
     WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  )
  const names = rows.map((row) => row.name)
  const found =
    table === "" && rows.length === 1 ? rows[0] : rows.find((row) => row.name === table || row.full === table)
  if (found !== undefined) return { sql: `SELECT * FROM ${found.sql}`, file: found.name.replace(/[^\w.-]/g, "_") }
  throw table === "" ? tableNeeded(name, names) : tableMissing(name, table, names)
}

async function read(
  client: Client,
  { sql, file, name, heard }: Chosen & { readonly name: string; readonly heard: () => void },
  options: SourceOptions,
): Promise<RawFile> {
  const next = async (rows: number): Promise<QueryArrayResult<(string | null)[]>> => {
    const result = await client.query<(string | null)[]>({ text: `FETCH ${rows} FROM mlwright`, rowMode: "array" })
    heard()
    return result
  }
  await client.query(`DECLARE mlwright NO SCROLL CURSOR FOR ${sql}`)
  const { fields } = await next(0)
  const { select, kinds, notes } = await readingOf(client, fields, name)
  if (select !== undefined) {
    await client.query("CLOSE mlwright")
    await client.query(`DECLARE mlwright NO SCROLL CURSOR FOR ${select(sql)}`)
  }
  async function* blocks(): AsyncGenerator<Block> {
    for (let { rows } = await next(blockRows); rows.length > 0; { rows } = await next(blockRows)) {
      yield fields.map((_, index) => rows.map((row) => row[index] ?? null))
    }
  }
  const path = join(await options.folder(), file)
  const table = { names: fields.map((field) => field.name), blocks: blocks(), kinds: () => kinds }
  const out = await spoolRows({ path, doing: `reading ${name}` }, table, options)
  return { path: out, name, notes, fetched: true, ...(extname(out) === ".csv" && { ownCsv: true }) }
}

function knownServerError(error: unknown, name: string): unknown {
  if (error instanceof KnownError || !(error instanceof Error)) return error
  const { code = "" } = error as NodeJS.ErrnoException
  const said = error.message.replace(/\.$/, "")
  if (/^(?:28|3D|42501)/.test(code)) return loginRefused(name, said, error)
  if (/password must be a string/.test(said)) return loginRefused(name, "it wants a password, and none is given", error)
  if (/^(?:42|22|25006|0A)/.test(code)) return queryInvalid(name, said)
  const reason = failures.get(code) ?? said
  return /^[0-9A-Z]{5}$/.test(code) || failures.has(code) || /^E[A-Z]+$/.test(code) || /connection|timeout/i.test(said)
    ? databaseFailed(name, reason === "" ? code : reason, error)
    : error
}

const failures: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "nothing answers there"],
  ["ENOTFOUND", "there is no such host"],
  ["ECONNRESET", "the connection was cut"],
])
