import { firstStep } from "../query/cast-steps.ts"
import { inGroups } from "../query/column-groups.ts"
import type { Engine } from "../query/engine.ts"
import { sqlName, sqlText } from "../query/sql.ts"
import type { Source } from "../source.ts"
import { goodRows } from "./good-rows.ts"
import { findLeftOut, type LeftOut, nothingLeftOut } from "./left-out.ts"
import type { Reading } from "./plan-ingest.ts"
import { strictValue, withRowErrors } from "./unreadable.ts"

export interface TableCopy {
  readonly reading: Reading
  readonly temporary: string
}

/**
 * Write all rows, and stop at the first that cannot be read.
 *
 * @returns nothing left out
 * @throws table.rows-ragged, table.value-unreadable, table.file-malformed
 */
export async function copyAll(engine: Engine, source: Source, { reading, temporary }: TableCopy): Promise<LeftOut> {
  await withRowErrors(engine, { source, columns: reading.columns }, async () => {
    const typed = await inGroups(engine, reading.columns, {
      name: "written",
      select: (group) => {
        const items = group.map((column) => `${strictValue(column)} AS ${sqlName(column.name)}`)
        return `SELECT ${items.join(", ")} FROM ${firstStep(group, source.relation())}`
      },
    })
    await engine.run(copy(reading.finish(`SELECT * FROM ${typed}`), temporary))
  })
  return nothingLeftOut
}

/**
 * Write the rows that can be read.
 *
 * @returns rows left out
 */
export async function copyGood(engine: Engine, source: Source, { reading, temporary }: TableCopy): Promise<LeftOut> {
  const { columns } = reading
  await withRowErrors(engine, { source, columns }, async () => {
    const good = await goodRows(engine, source, { columns, name: "good" })
    const named = columns.map(({ key, name }) => `${key} AS ${sqlName(name)}`)
    await engine.run(copy(reading.finish(`SELECT ${named.join(", ")} FROM ${good}`), temporary))
  })
  return findLeftOut(engine, source, columns)
}

/** A quick codec and dictionaries of few words only: half as many bytes again as zstd, and every stage after reads them in half the time. */
function copy(select: string, path: string): string {
  return `COPY (${select}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION lz4_raw,
    DICTIONARY_SIZE_LIMIT 1000, ROW_GROUP_SIZE 122880, USE_TMP_FILE false)`
}
