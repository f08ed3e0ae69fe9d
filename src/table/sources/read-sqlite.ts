import { basename, extname, join } from "node:path"
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite"
import { fileMalformed } from "../errors.ts"
import { sqlName } from "../query/sql.ts"
import { columnBinary, databaseFailed, databaseLocked, queryInvalid, tableMissing, tableNeeded } from "./errors.ts"
import type { RawFile, SourceOptions } from "./options.ts"
import type { Selection } from "./reference.ts"
import { type Block, blockRows, type SpoolKind, spoolRows } from "./spool.ts"

/**
 * A table or query of an SQLite database, opened for reading only, written out as a file.
 *
 * @throws table.table-needed, table.table-missing, table.query-invalid, table.database-locked, table.database-failed,
 *   table.column-binary, table.file-malformed
 */
export async function readSqlite(file: RawFile, given: Selection, options: SourceOptions): Promise<RawFile> {
  const { DatabaseSync } = await import("node:sqlite")
  const select = { table: given.table ?? options.settings.table, query: given.query ?? options.settings.query }
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(file.path, { readOnly: true, timeout: lockedMs })
    const { sql, name } = chosen(database, file.name, select)
    const statement = prepared(database, sql, file.name)
    const path = join(await options.folder(), name)
    const table = tableOf(statement, file.name)
    const out = await spoolRows({ path, doing: `reading ${name} of ${file.name}` }, table, options)
    return { path: out, name: file.name, fetched: true, ...(extname(out) === ".csv" && { ownCsv: true }) }
  } catch (error) {
    throw knownSqliteError(file.name, error)
  } finally {
    database?.close()
  }
}

/** The statement for what is wanted, and a name for what it gives. */
function chosen(
  database: DatabaseSync,
  file: string,
  { table, query }: { readonly table: string; readonly query: string },
): { readonly sql: string; readonly name: string } {
  if (query !== "") return { sql: query, name: `${basename(file, extname(file))}-query` }
  const found = database
    .prepare(
      "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    )
    .all()
    .map(({ name }) => String(name))
  const wanted = table === "" && found.length === 1 ? found[0]! : table
  if (wanted === "") throw tableNeeded(file, found)
  if (!found.includes(wanted)) throw tableMissing(file, wanted, found)
  return { sql: `SELECT * FROM ${sqlName(wanted)}`, name: wanted.replace(/[^\w.-]/g, "_") }
}

function prepared(database: DatabaseSync, sql: string, file: string): StatementSync {
  try {
    const statement = database.prepare(sql)
    statement.setReadBigInts(true)
    statement.setReturnArrays(true)
    return statement
  } catch (error) {
    if (error instanceof Error && sqliteCode(error) === 1) throw queryInvalid(file, error.message)
    throw error
  }
}

function tableOf(statement: StatementSync, file: string): Parameters<typeof spoolRows>[1] {
  const columns = statement.columns()
  if (columns.length === 0) throw queryInvalid(file, "it gives no rows")
  const seen = columns.map(() => new Set<SpoolKind>())
  const names = columns.map(({ name }) => name)
  return {
    names,
    blocks: blocksOf(statement, (value, index) => {
      if (value instanceof Uint8Array) throw columnBinary(file, names[index]!)
      seen[index]!.add(typeof value === "bigint" ? "integer" : typeof value === "number" ? "number" : "text")
      return String(value)
    }),
    kinds: () => kindsOf(columns, seen),
  }
}

async function* blocksOf(
  statement: StatementSync,
  textOf: (value: NonNullable<SQLOutputValue>, index: number) => string,
): AsyncGenerator<Block> {
  let block: (string | null)[][] = statement.columns().map(() => [])
  let count = 0
  for (const row of statement.iterate() as Iterable<unknown> as Iterable<readonly SQLOutputValue[]>) {
    for (const [index, value] of row.entries()) block[index]!.push(value === null ? null : textOf(value, index))
    if (++count === blockRows) {
      yield block
      block = block.map(() => [])
      count = 0
    }
  }
  if (count > 0) yield block
}

/**
 * SQLite keeps to no type. What came decides: whole numbers, numbers, or texts; and when all columns are texts, or one has numbers
 * and texts, the table was probably imported from a CSV file, and no column is trusted.
 */
function kindsOf(
  columns: ReturnType<StatementSync["columns"]>,
  seen: readonly ReadonlySet<SpoolKind>[],
): readonly SpoolKind[] {
  const mixed = seen.some((kinds) => kinds.has("text") && kinds.size > 1)
  if (mixed) return seen.map(() => "text")
  return seen.map((kinds, index) => {
    if (kinds.has("text") || kinds.size === 0) return "text"
    if (kinds.has("number")) return "number"
    return /^bool/i.test(columns[index]!.type ?? "") ? "boolean" : "integer"
  })
}

function knownSqliteError(file: string, error: unknown): unknown {
  const code = sqliteCode(error)
  if (!(error instanceof Error) || code === undefined) return error
  if (code === 5 || code === 6) return databaseLocked(file, error)
  if (code === 11 || code === 26) return fileMalformed(file, error)
  return databaseFailed(file, error.message, error)
}

/** The primary result code of SQLite. */
function sqliteCode(error: unknown): number | undefined {
  const { errcode } = (error ?? {}) as { readonly errcode?: number }
  return errcode === undefined ? undefined : errcode & 0xff
}

/** How long a writer is waited for. */
const lockedMs = 1000
