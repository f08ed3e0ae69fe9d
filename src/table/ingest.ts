import { type Progress, silent } from "../base/index.ts"
import type { ColumnSchema, Schema } from "../schema/index.ts"
import { castBad, castColumn, castOnce, castValue, firstStep } from "./cast.ts"
import { raggedLines } from "./csv.ts"
import type { Engine } from "./engine.ts"
import { noRows, targetConstant, targetEmpty, targetMissing, tooFewRows } from "./errors.ts"
import { type CheckedExpression, checkExpression, type TargetSpec } from "./expression.ts"
import { type PlannedColumn, planReading } from "./plan.ts"
import { replaceFile } from "./replace-file.ts"
import type { Source } from "./source.ts"
import { sqlName, sqlText } from "./sql.ts"
import { strictValue, withRowErrors } from "./unreadable.ts"
import { type TableOptions, withSource } from "./with-source.ts"

export interface IngestOptions extends TableOptions {
  /** Columns to write, in this order, with their types. */
  readonly schema: Schema
  readonly target: TargetSpec
  readonly progress?: Progress
}

export interface Ingested {
  readonly rows: number
  /** Rows left out because they could not be read. */
  readonly dropped: number
  /** Rows without a target; they are in the file. */
  readonly withoutTarget: number
  readonly columns: readonly string[]
  /** Columns of the files that the schema does not name; they are not in the Parquet file. */
  readonly extra: readonly string[]
  /** The files as people know them. */
  readonly files: readonly string[]
}

/**
 * Read files by the schema, row by row in their order, and write one Parquet file of typed columns; the target is computed when
 * it is an expression. The same files and schema give the same bytes. The file appears whole or not at all.
 *
 * @throws table.* for files, values and targets that cannot be used; base.disk-full, base.folder-read-only
 */
export async function ingestFiles(
  files: readonly string[],
  options: IngestOptions,
  outParquet: string,
): Promise<Ingested> {
  const { progress = silent } = options
  return replaceFile(outParquet, (temporary) =>
    withSource(files, { ...options, writes: [temporary] }, async (engine, source) => {
      progress({ text: `reading ${source.files.map(({ name }) => name).join(", ")}` })
      const reading = await planIngest(engine, source, options)
      const drop = options.settings.badRows === "drop"
      const dropped = drop
        ? await copyGood(engine, source, { reading, temporary })
        : await copyAll(engine, source, { reading, temporary })
      const counts = await checkWritten(engine, temporary, { target: options.target.name, source })
      return {
        ...counts,
        dropped,
        columns: options.schema.columns.map(({ name }) => name),
        extra: reading.extra,
        files: source.files.map(({ name }) => name),
      }
    }),
  )
}

interface Reading {
  readonly columns: readonly PlannedColumn[]
  readonly extra: readonly string[]
  /** The select over the named, typed columns: the schema's order, the target computed. */
  readonly finish: (typed: string) => string
}

async function planIngest(engine: Engine, source: Source, { schema, target }: IngestOptions): Promise<Reading> {
  const { name, expression } = target
  const isComputed = (column: ColumnSchema): boolean => expression !== undefined && column.name === name
  if (expression === undefined && !source.columns.some((column) => column.name === name)) {
    throw targetMissing(
      name,
      source.columns.map((column) => column.name),
    )
  }
  const plan = planReading(source, schema, { wanted: (column) => !isComputed(column), optional: () => false })
  const checked = expression === undefined ? undefined : await check(engine, expression, plan.columns)
  const select = schema.columns.map((column) =>
    isComputed(column) && checked !== undefined
      ? `${castOnce(checked.sql, castColumn(checked.sql, checked.type, column))} AS ${sqlName(column.name)}`
      : sqlName(column.name),
  )
  return { ...plan, finish: (typed) => `SELECT ${select.join(", ")} FROM (${typed})` }
}

async function check(
  engine: Engine,
  expression: string,
  columns: readonly PlannedColumn[],
): Promise<CheckedExpression> {
  const types = columns.map(({ name, schema }) => `CAST(NULL AS ${engineTypes[schema.type]}) AS ${sqlName(name)}`)
  const relation = `(SELECT ${types.join(", ")})`
  return checkExpression(engine, expression, { relation, columns: columns.map(({ name }) => name) })
}

interface Copy {
  readonly reading: Reading
  readonly temporary: string
}

async function copyAll(engine: Engine, source: Source, { reading, temporary }: Copy): Promise<number> {
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

async function copyGood(engine: Engine, source: Source, { reading, temporary }: Copy): Promise<number> {
  const csv = source.dialect !== undefined
  const relation = (rejects: string): string => firstStep(reading.columns, source.relation(csv ? { rejects } : {}))
  const bad = reading.columns.map(castBad).filter((flag) => flag !== undefined)
  const isBad = bad.length === 0 ? "false" : bad.join(" OR ")
  const items = reading.columns.map((column) => `${castValue(column)} AS ${sqlName(column.name)}`)
  await withRowErrors(engine, { source, columns: reading.columns }, () =>
    engine.run(
      copy(reading.finish(`SELECT ${items.join(", ")} FROM ${relation("dropped")} WHERE NOT (${isBad})`), temporary),
    ),
  )
  const [row] = await engine.records(`SELECT count(*) FILTER (${isBad})::DOUBLE AS bad FROM ${relation("counted")}`)
  const ragged = csv ? (await raggedLines(engine, "dropped")).count : 0
  return Number(row?.["bad"]) + ragged
}

function copy(select: string, path: string): string {
  return `COPY (${select}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, USE_TMP_FILE false)`
}

async function checkWritten(
  engine: Engine,
  path: string,
  { target, source }: { readonly target: string; readonly source: Source },
): Promise<{ readonly rows: number; readonly withoutTarget: number }> {
  const value = sqlName(target)
  const [row = {}] = await engine.records(
    `SELECT count(*)::DOUBLE AS rows, count(${value})::DOUBLE AS present, CAST(min(${value}) AS VARCHAR) AS low,
     CAST(max(${value}) AS VARCHAR) AS high FROM read_parquet(${sqlText(path)})`,
  )
  const rows = Number(row["rows"])
  const present = Number(row["present"])
  if (rows === 0) throw noRows(source.files.map(({ name }) => name))
  if (present === 0) throw targetEmpty(target, rows)
  if (present < 2) throw tooFewRows(present, 2)
  if (row["low"] === row["high"]) throw targetConstant(target, String(row["low"]))
  return { rows, withoutTarget: rows - present }
}

const engineTypes = {
  integer: "BIGINT",
  number: "DOUBLE",
  boolean: "BOOLEAN",
  date: "DATE",
  datetime: "TIMESTAMP",
  category: "VARCHAR",
  text: "VARCHAR",
} as const satisfies Record<ColumnSchema["type"], string>
