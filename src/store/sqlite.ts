import { mkdirSync } from "node:fs"
import { dirname } from "node:path"
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite"
import { setTimeout as sleep } from "node:timers/promises"
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely"
import { type Clock, knownFileError } from "../base/index.ts"
import { isBusy, knownSqliteError } from "./sqlite-errors.ts"

/**
 * Kysely on the SQLite inside Node: one connection, statements prepared once. A lock held by another process is waited for
 * without blocking the event loop, so that a server keeps answering meanwhile.
 */
export function sqliteDialect(file: DatabaseSync, path: string, clock: Clock): Dialect {
  const connection = sqliteConnection(file, path, clock)
  const run = async (command: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(command))
  }
  return {
    createAdapter: () => new SqliteAdapter(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createDriver: () => ({
      init: async () => {},
      acquireConnection: async () => connection,
      // Immediate: a transaction that reads first and writes later could not be granted the lock any more, only fail.
      beginTransaction: () => run("begin immediate"),
      commitTransaction: () => run("commit"),
      rollbackTransaction: async () => {
        // SQLite has already rolled back by itself after a full disk or an input or output error.
        if (file.isTransaction) await run("rollback")
      },
      releaseConnection: async () => {},
      destroy: async () => {
        if (file.isOpen) file.close()
      },
    }),
  }
}

/**
 * Open the file, or make it, in the mode all processes of mlwright share: WAL, so that readers never wait for the writer, and
 * synchronous NORMAL: a power cut may take the last commits but leaves the database whole.
 *
 * @throws store.database-corrupt, store.database-unopenable, base.folder-read-only, base.disk-full
 */
export async function openSqliteFile(path: string, clock: Clock): Promise<DatabaseSync> {
  if (path !== ":memory:") makeFolder(dirname(path))
  let file: DatabaseSync | undefined
  try {
    file = new DatabaseSync(path, { timeout: NATIVE_WAIT_MS, enableForeignKeyConstraints: true })
    const opened = file
    await waitingForLock(path, clock, () => {
      opened.exec("pragma journal_mode = wal; pragma synchronous = normal; pragma journal_size_limit = 67108864")
      opened.prepare("select count(*) from sqlite_schema").get()
    })
    file.function("fold_case", { deterministic: true }, (text) =>
      typeof text === "string" ? text.toLowerCase() : text,
    )
    return file
  } catch (error) {
    file?.close()
    throw knownSqliteError(error, path)
  }
}

/** Try again while another process holds the lock, up to a limit; map what remains. */
export async function waitingForLock<T>(path: string, clock: Clock, work: () => T): Promise<T> {
  const start = clock.elapsed()
  for (let attempt = 1; ; attempt++) {
    try {
      return work()
    } catch (error) {
      const waitedMs = clock.elapsed() - start
      if (!isBusy(error) || waitedMs > LONGEST_WAIT_MS) throw knownSqliteError(error, path, waitedMs)
      await sleep(Math.min(attempt, 10))
    }
  }
}

function sqliteConnection(file: DatabaseSync, path: string, clock: Clock): DatabaseConnection {
  const prepared = new Map<string, Prepared>()
  return {
    executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> =>
      waitingForLock(path, clock, () => runStatement<Row>(prepare(file, query.sql, prepared), query.parameters)),
    streamQuery: async function* <Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
      // Not from the cache: the same query may run again while this one is being read.
      const statement = await waitingForLock(path, clock, () => file.prepare(query.sql))
      for (const row of statement.iterate(...query.parameters.map(toSqlite))) yield { rows: [row as Row] }
    },
  }
}

interface Prepared {
  readonly statement: StatementSync
  readonly givesRows: boolean
}

function runStatement<Row>({ statement, givesRows }: Prepared, parameters: readonly unknown[]): QueryResult<Row> {
  const values = parameters.map(toSqlite)
  if (givesRows) return { rows: statement.all(...values) as Row[] }
  const { changes, lastInsertRowid } = statement.run(...values)
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
}

function prepare(file: DatabaseSync, text: string, prepared: Map<string, Prepared>): Prepared {
  const known = prepared.get(text)
  if (known !== undefined) return known
  const statement = file.prepare(text)
  const fresh = { statement, givesRows: statement.columns().length > 0 }
  if (prepared.size >= MOST_PREPARED) prepared.delete(prepared.keys().next().value!)
  prepared.set(text, fresh)
  return fresh
}

function toSqlite(value: unknown): SQLInputValue {
  return typeof value === "boolean" ? Number(value) : (value as SQLInputValue)
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw knownFileError(error, "write", folder)
  }
}

/** SQLite itself waits this long with the event loop blocked; most locks are gone by then. */
const NATIVE_WAIT_MS = 10
const LONGEST_WAIT_MS = 20_000
const MOST_PREPARED = 300
