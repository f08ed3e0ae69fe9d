import { readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import type { Engine } from "../query/engine.ts"
import { sqlName, sqlText } from "../query/sql.ts"

/**
 * Make the rows of a select the table that `typed` names, with `rowid` beside them, the row from 0.
 *
 * A large one is a view over a Parquet file in the engine's folder, so that it takes little memory and columns that nobody asks
 * for cost nothing; a small one lies in memory, where a query of a thousand columns takes less long to plan.
 *
 * @param name another one than that of the rows the select reads
 */
export async function setTyped(engine: Engine, name: string, select: string): Promise<void> {
  const file = `typed-${name}.parquet`
  const path = sqlText(join(engine.folder, file))
  const [copied] = await engine.records(
    `COPY (${select}) TO ${path} (FORMAT parquet, COMPRESSION lz4_raw, DICTIONARY_SIZE_LIMIT ${mostDictionary}, USE_TMP_FILE false)`,
  )
  const columns = await engine.records(`DESCRIBE SELECT * FROM read_parquet(${path})`)
  const keys = columns.map(({ column_name }) => sqlName(String(column_name)))
  await forget(engine)
  const isSmall = Number(copied?.["Count"]) * keys.length <= mostCellsInMemory
  await engine.run(
    isSmall
      ? `CREATE TEMP TABLE typed AS SELECT * FROM read_parquet(${path})`
      : `CREATE TEMP VIEW typed AS SELECT ${keys.join(", ")}, file_row_number AS rowid
         FROM read_parquet(${path}, file_row_number = true)`,
  )
  const unused = (await readdir(engine.folder)).filter(
    (other) => other.startsWith("typed-") && (isSmall || other !== file),
  )
  for (const other of unused) await rm(join(engine.folder, other))
}

/**
 * Make a select that is read again in no time the table that `typed` names.
 *
 * @param select with `rowid`
 */
export async function viewTyped(engine: Engine, select: string): Promise<void> {
  await forget(engine)
  await engine.run(`CREATE TEMP VIEW typed AS ${select}`)
}

async function forget(engine: Engine): Promise<void> {
  const [known] = await engine.records(
    "SELECT table_type AS kind FROM information_schema.tables WHERE table_name = 'typed'",
  )
  if (known !== undefined) await engine.run(`DROP ${known["kind"] === "VIEW" ? "VIEW" : "TABLE"} typed`)
}

/** Values beyond which a dictionary of a column costs more time than it saves space. */
const mostDictionary = 1000

/** A larger table lies in a file; this is about 50 megabytes. */
export const mostCellsInMemory = 5_000_000
