import { castValue, firstStep } from "./cast.ts"
import type { Engine } from "./engine.ts"
import type { Reading } from "./plan-ingest.ts"
import { raggedLines } from "./ragged.ts"
import type { Source } from "./source.ts"
import { sqlName, sqlText } from "./sql.ts"
import { anyBad, strictValue, withRowErrors } from "./unreadable.ts"

export interface TableCopy {
  readonly reading: Reading
  readonly temporary: string
}

/**
 * Write all rows, and stop at the first that cannot be read.
 *
 * @returns 0, the rows left out
 * @throws table.rows-ragged, table.value-unreadable, table.file-malformed
 */
export async function copyAll(engine: Engine, source: Source, { reading, temporary }: TableCopy): Promise<number> {
  const items = reading.columns.map((column) => `${strictValue(column)} AS ${sqlName(column.name)}`)
  await withRowErrors(engine, { source, columns: reading.columns }, () =>
    engine.run(
      copy(
        reading.finish(`SELECT ${items.join(", ")} FROM ${firstStep(reading.columns, source.relation())}`),
        temporary,
      ),
    ),
  )
  return 0
}

/**
 * Write the rows that can be read.
 *
 * @returns rows left out
 */
export async function copyGood(engine: Engine, source: Source, { reading, temporary }: TableCopy): Promise<number> {
  const csv = source.dialect !== undefined
  const relation = (rejects: string): string => firstStep(reading.columns, source.relation(csv ? { rejects } : {}))
  const isBad = anyBad(reading.columns)
  const items = reading.columns.map((column) => `${castValue(column)} AS ${sqlName(column.name)}`)
  await withRowErrors(engine, { source, columns: reading.columns }, () =>
    engine.run(
      copy(reading.finish(`SELECT ${items.join(", ")} FROM ${relation("dropped")} WHERE NOT (${isBad})`), temporary),
    ),
  )
  const [row] = await engine.records(`SELECT count(*) FILTER (${isBad})::DOUBLE AS bad FROM ${relation("counted")}`)
  const ragged = csv ? (await raggedLines(engine, source, "dropped")).count : 0
  return Number(row?.["bad"]) + ragged
}

/** The quickest level and dictionaries of few words only: a third less time for a twentieth more bytes. */
function copy(select: string, path: string): string {
  return `COPY (${select}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1,
    DICTIONARY_SIZE_LIMIT 1000, ROW_GROUP_SIZE 122880, USE_TMP_FILE false)`
}
