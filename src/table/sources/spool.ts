import type { DuckDBType } from "@duckdb/node-api"
import { formatNumber } from "../../base/index.ts"
import { type Engine, withEngine } from "../query/engine.ts"
import { columnNames } from "../query/names.ts"
import { columnKey, sqlName, sqlText } from "../query/sql.ts"
import type { SourceOptions } from "./options.ts"

/** What the values of a column are, as the place they come from says. */
export type SpoolKind = "integer" | "number" | "exact" | "boolean" | "date" | "datetime" | "zoned" | "text"

/** How the values of a column are handed over: as texts, or as what JavaScript holds them as. */
export type Store = "text" | "number" | "bigint" | "boolean"

/** Up to 2,048 rows: one list of values a column. */
export type Block = readonly (readonly SpoolValue[])[]

export type SpoolValue = string | number | bigint | boolean | null

export interface SpooledTable {
  readonly names: readonly string[]
  /** Default: all as texts. */
  readonly stores?: readonly Store[]
  readonly blocks: AsyncIterable<Block>
  /** Asked when all blocks have come; `text` for all makes a CSV file, since then nothing is known of any column. */
  readonly kinds: () => readonly SpoolKind[]
}

/**
 * Write rows that come from another program into a Parquet file, or a CSV file when they have no types. A type is taken only when
 * all values of the column have it; else the column stays text. Whole numbers that a double does not hold stay exact, as text.
 *
 * @param doing what is said while it goes on, such as `reading trips`
 * @param path without an ending
 * @returns the path of the file
 * @throws base.disk-full, table.memory-full and what the blocks throw
 */
export async function spoolRows(
  { path, doing }: { readonly path: string; readonly doing: string },
  table: SpooledTable,
  { settings, folder, progress }: SourceOptions,
): Promise<string> {
  const { threads, memoryMegabytes } = settings
  const paths = [`${path}.parquet`, `${path}.csv`]
  return withEngine({ temporary: await folder(), threads, memoryMegabytes, paths }, async (engine) => {
    await fill(engine, table, (rows) => progress({ text: `${doing}: ${formatNumber(rows)} rows` }))
    const kinds = table.kinds()
    const typed = kinds.some((kind) => kind !== "text")
    const items = typed ? await typedItems(engine, kinds) : kinds.map((_, index) => columnKey(index))
    const { names } = columnNames(table.names)
    const select = items.map((item, index) => `${item} AS ${sqlName(names[index]!)}`)
    const out = typed ? `${path}.parquet` : `${path}.csv`
    // A missing value in an only column would be an empty line, which is no row.
    const csv = `FORMAT csv, HEADER true${kinds.length === 1 ? ", FORCE_QUOTE *" : ""}`
    const format = typed ? "FORMAT parquet, COMPRESSION zstd" : csv
    await engine.run(
      `COPY (SELECT ${select.join(", ")} FROM spooled) TO ${sqlText(out)} (${format}, USE_TMP_FILE false)`,
    )
    return out
  })
}

async function fill(engine: Engine, table: SpooledTable, told: (rows: number) => void): Promise<void> {
  const { BIGINT, BOOLEAN, DOUBLE, DuckDBDataChunk, VARCHAR } = await import("@duckdb/node-api")
  const typeOf: Readonly<Record<Store, DuckDBType>> = {
    text: VARCHAR,
    number: DOUBLE,
    bigint: BIGINT,
    boolean: BOOLEAN,
  }
  const stores = table.stores ?? table.names.map(() => "text" as const)
  const types = stores.map((store) => typeOf[store])
  const declared = types.map((type, index) => `${columnKey(index)} ${type}`)
  await engine.run(`CREATE TEMP TABLE spooled (${declared.join(", ")})`)
  const appender = await engine.connection.createAppender("spooled", "main", "temp")
  let rows = 0
  let said = 0
  try {
    for await (const block of table.blocks) {
      const count = block[0]?.length ?? 0
      if (count === 0) continue
      const chunk = DuckDBDataChunk.create(types, count)
      for (const [index, values] of block.entries()) chunk.setColumnValues(index, [...values])
      appender.appendDataChunk(chunk)
      rows += count
      if (rows - said >= toldRows) {
        said = rows
        told(rows)
      }
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}

/** A select item for each column: its values in its type, or as they came when one of them has another. */
async function typedItems(engine: Engine, kinds: readonly SpoolKind[]): Promise<readonly string[]> {
  const items: string[] = []
  for (const [index, kind] of kinds.entries()) items.push(await typedItem(engine, columnKey(index), kind))
  return items
}

async function typedItem(engine: Engine, key: string, kind: SpoolKind): Promise<string> {
  if (kind === "text") return key
  const cast = `TRY_CAST(${key} AS ${engineTypes[kind]})`
  const instant = kind === "date" || kind === "datetime" || kind === "zoned"
  const exact = kind === "exact"
  const [row = {}] = await engine.records(
    `SELECT count(${key}) = count(${cast})${instant ? ` AND coalesce(bool_and(isfinite(${cast})), true)` : ""} AS fits
     ${exact ? `, bool_and(${cast} = trunc(${cast})) AND max(abs(${cast})) FILTER (isfinite(${cast})) > ${Number.MAX_SAFE_INTEGER} AS long` : ""} FROM spooled`,
  )
  return row["fits"] === true && row["long"] !== true ? cast : `CAST(${key} AS VARCHAR)`
}

const engineTypes = {
  integer: "BIGINT",
  number: "DOUBLE",
  exact: "DOUBLE",
  boolean: "BOOLEAN",
  date: "DATE",
  datetime: "TIMESTAMP",
  zoned: "TIMESTAMPTZ",
} as const satisfies Record<Exclude<SpoolKind, "text">, string>

/** Rows of a block that a database is read in; the engine's own size of a chunk. */
export const blockRows = 2048

const toldRows = 100_000
