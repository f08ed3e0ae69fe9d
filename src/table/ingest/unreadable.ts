import { type RaggedLines, rowsRagged, type UnreadableValue, valuesUnreadable } from "../errors.ts"
import { locateRows } from "../locate.ts"
import type { CastColumn } from "../query/cast.ts"
import { castBad, castMissing, castValue, firstStep } from "../query/cast-steps.ts"
import { groupsOf } from "../query/column-groups.ts"
import type { Engine } from "../query/engine.ts"
import type { Source } from "../source.ts"
import { isCutError } from "../text/count-ragged.ts"
import { shownRows } from "../text/plain-copy.ts"
import { raggedLines } from "../text/ragged.ts"
import { withMalformed } from "../typed/typed-files.ts"

/** A column of the files, named as people know it, and how it is read. */
export interface ReadColumn extends CastColumn {
  readonly name: string
}

/**
 * Run a reading that stops at the first row that cannot be read; when it stops, look for all of them and say which.
 *
 * @throws table.rows-ragged, table.value-unreadable, table.file-malformed
 */
export async function withRowErrors<T>(
  engine: Engine,
  { source, columns }: { readonly source: Source; readonly columns: readonly ReadColumn[] },
  work: () => Promise<T>,
): Promise<T> {
  return withMalformed(source.files[0]!.name, async () => {
    try {
      return await work()
    } catch (error) {
      const isCut = isCutError(error) && source.putsAside
      const stopped = error instanceof Error && error.message.includes(badValue)
      if (isCut || stopped) await throwUnreadable(engine, source, columns)
      throw error
    }
  })
}

/** What of files cannot be read as their columns say. */
export interface Unreadable {
  /** Lines that cannot be cut; they are no rows. */
  readonly ragged: RaggedLines
  readonly values: number
  /** Ascending numbers, from 0, of the rows that have such values. */
  readonly rows: readonly number[]
  /** Some of the values, the first ones, with their lines. */
  readonly first: readonly UnreadableValue[]
}

/** Look through all rows and throw what cannot be read, if anything cannot. */
async function throwUnreadable(engine: Engine, source: Source, columns: readonly ReadColumn[]): Promise<void> {
  const { ragged, values, first } = await findUnreadable(engine, source, columns)
  if (ragged.count > 0) throw rowsRagged(ragged)
  if (values > 0) throw valuesUnreadable(values, first)
}

/** Look through all rows for what cannot be read. */
export async function findUnreadable(
  engine: Engine,
  source: Source,
  columns: readonly ReadColumn[],
): Promise<Unreadable> {
  const csv = source.dialect !== undefined
  const first: UnreadableValue[] = []
  let rows: readonly number[] = []
  let values = 0
  for (const [number, group] of groupsOf(columns).entries()) {
    const relation = source.relation(csv ? { rejects: `diagnosed_${number}` } : {})
    const found = await valuesIn(engine, relation, group)
    first.push(...found.first)
    rows = number === 0 ? found.rows : [...new Set([...rows, ...found.rows])].sort((one, other) => one - other)
    values += found.values
  }
  const ragged = csv ? await raggedLines(engine, source, "diagnosed_0") : { count: 0, first: [] }
  const shown = first.sort((one, other) => one.row - other.row).slice(0, shownRows)
  return { ragged, values, rows, first: values === 0 ? shown : await locateRows(source, shown) }
}

async function valuesIn(
  engine: Engine,
  relation: string,
  columns: readonly ReadColumn[],
): Promise<Pick<Unreadable, "values" | "rows" | "first">> {
  const checked = columns.filter(({ cast }) => cast.missing !== undefined)
  const flags = checked.map((column, index) => `${castBad(column)} AS f${index}`)
  const texts = checked.map(({ key }, index) => `CASE WHEN f${index} THEN CAST(${key} AS VARCHAR) END`)
  const keys = checked.map(({ key }) => key)
  const inner = `SELECT ${["row_number() OVER () AS row", ...keys, ...flags].join(", ")} FROM ${firstStep(columns, relation)}`
  const any = checked.map((_, index) => `f${index}`).join(" OR ")
  const first: UnreadableValue[] = []
  const rows: number[] = []
  let count = 0
  const sql = `SELECT CAST(row AS DOUBLE)${["", ...texts].join(", ")} FROM (${inner}) WHERE ${any === "" ? "false" : any}`
  for await (const chunk of engine.chunks(sql)) {
    for (const [row, ...values] of chunk.getRows()) {
      rows.push(Number(row) - 1)
      for (const [index, got] of values.entries()) {
        if (typeof got !== "string") continue
        count++
        const { name: column, cast } = checked[index]!
        if (first.length < shownRows) first.push({ row: Number(row), column, wanted: cast.wanted, got })
      }
    }
  }
  return { values: count, rows, first }
}

/** Whether a row over `firstStep` has a value that cannot be read in any of the columns; never NULL. */
export function anyBad(columns: readonly CastColumn[]): string {
  const bad = columns.map(castBad).filter((flag) => flag !== undefined)
  return bad.length === 0 ? "false" : bad.join(" OR ")
}

/** The value of a column over `firstStep` that stops the reading when it is not what is wanted. */
export function strictValue(column: CastColumn): string {
  const missing = castMissing(column)
  // What has a value is not bad, so only the rows without one are looked at.
  return missing === undefined
    ? castValue(column)
    : `coalesce(${castValue(column)}, CASE WHEN NOT (${missing}) THEN error('${badValue}') END)`
}

const badValue = "mlwright: unreadable value"
