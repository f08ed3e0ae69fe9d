import { readdir, rm } from "node:fs/promises"
import { join } from "node:path"
import type { Engine } from "./engine.ts"
import { sqlName, sqlText } from "./sql.ts"

/**
 * Make the rows of a select the table that the view `typed` names, with `rowid` beside them, the row from 0.
 *
 * A large one lies in a Parquet file in the engine's folder, so that it takes little memory and columns that nobody asks for cost
 * nothing; a small one lies in memory, where a query of a thousand columns takes less long to plan.
 *
 * @param name another one than that of the rows the select reads
 */
export async function setTyped(engine: Engine, name: string, select: string): Promise<void> {
  const file = `typed-${name}.parquet`
  const path = sqlText(join(engine.folder, file))
  const [copied] = await engine.records(
    `COPY (${select}) TO ${path} (FORMAT parquet, DICTIONARY_SIZE_LIMIT ${mostDictionary}, USE_TMP_FILE false)`,
  )
  const columns = await engine.records(`DESCRIBE SELECT * FROM read_parquet(${path})`)
  const keys = columns.map(({ column_name }) => sqlName(String(column_name)))
  const rows = Number(copied?.["Count"])
  if (rows * keys.length <= mostCellsInMemory) {
    const table = sqlName(`typed-${name}`)
    await engine.run(`CREATE TEMP TABLE ${table} AS SELECT * FROM read_parquet(${path})`)
    await engine.run(`CREATE OR REPLACE TEMP VIEW typed AS SELECT ${keys.join(", ")}, rowid FROM ${table}`)
  } else {
    const rowsInOrder = `read_parquet(${path}, file_row_number = true)`
    const items = [...keys, "file_row_number AS rowid"]
    await engine.run(`CREATE OR REPLACE TEMP VIEW typed AS SELECT ${items.join(", ")} FROM ${rowsInOrder}`)
  }
  const unused = (other: string): boolean =>
    other.startsWith("typed-") && (other !== file || rows * keys.length <= mostCellsInMemory)
  for (const other of (await readdir(engine.folder)).filter(unused)) await rm(join(engine.folder, other))
}

/** Values beyond which a dictionary of a column costs more time than it saves space. */
const mostDictionary = 1000

/** About 50 megabytes. */
const mostCellsInMemory = 5_000_000
