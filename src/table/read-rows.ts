import { resolve } from "node:path"
import type { Column, ColumnSchema, Rows, Schema } from "../schema/index.ts"
import { castColumn, castOnce, firstStep } from "./cast.ts"
import { type DataSettings, dataSettings } from "./config.ts"
import type { Engine } from "./engine.ts"
import { noRows, targetMissing } from "./errors.ts"
import { checkExpression, type TargetSpec } from "./expression.ts"
import { fetchRows } from "./fetch.ts"
import { type PlannedColumn, planReading, type ReadPlan } from "./plan.ts"
import type { Source } from "./source.ts"
import { sqlName } from "./sql.ts"
import { strictValue, withRowErrors } from "./unreadable.ts"
import { withSource } from "./with-source.ts"

export interface ReadOptions {
  /** `inputs` are the columns a model reads; `all` are those of the schema that the file has, the inputs among them. */
  readonly columns: "inputs" | "all"
  /** Folder for what does not fit in memory; made when it is not there. */
  readonly temporary: string
  /** How files are read; default: the defaults of section `data`. */
  readonly settings?: DataSettings
  /** Folder that a relative path starts from; default: the folder the process runs in. */
  readonly root?: string
  /** The target must be there, or is computed; without it a file may lack the target. */
  readonly target?: TargetSpec
}

/** Rows of a file, and what else the file has. */
export interface FileRows extends Rows {
  /** Columns of the file that the schema does not name. */
  readonly extra: readonly string[]
  /** Columns of the schema that the file lacks; nullable inputs among them are missing in all rows. */
  readonly absent: readonly string[]
}

/**
 * Read a file by the schema of a model or project into memory. Texts become the same numbers, words and instants as in a request
 * over HTTP; ranges and categories are not checked here.
 *
 * @param file path or glob
 * @throws table.column-missing, table.value-unreadable with the first rows, table.target-missing, table.expression-invalid,
 *   table.rows-ragged, table.no-rows and what `resolveFiles` throws
 */
export async function readRows(
  file: string | readonly string[],
  schema: Schema,
  options: ReadOptions,
): Promise<FileRows> {
  const { settings = dataSettings.parse({}), root = resolve("."), temporary } = options
  return withSource([file].flat(), { settings, root, temporary }, async (engine, source) => {
    const plan = planReading(source, schema, {
      wanted: (column) => options.columns === "all" || isInput(column) || column.name === options.target?.name,
      optional: (column) => !isInput(column) || column.nullable,
    })
    const rows = await fetchPlanned(engine, source, plan.columns)
    if (rows.count === 0) throw noRows(source.files.map(({ name }) => name))
    const computed = await computeTarget(engine, { source, schema, plan }, options.target)
    const columns = new Map([...rows.columns, ...computed])
    const absent = plan.absent.filter(({ name }) => !columns.has(name))
    for (const column of absent) if (isInput(column)) columns.set(column.name, missingColumn(column, rows.count))
    return { count: rows.count, columns, extra: plan.extra, absent: absent.map(({ name }) => name) }
  })
}

interface Planned {
  readonly source: Source
  readonly schema: Schema
  readonly plan: ReadPlan
}

/** The target of an expression that is not in the file as it is; nothing when none is asked for. */
async function computeTarget(
  engine: Engine,
  { source, schema, plan }: Planned,
  target: TargetSpec | undefined,
): Promise<Rows["columns"]> {
  if (target === undefined || plan.columns.some(({ name }) => name === target.name)) return new Map()
  const names = source.columns.map(({ name }) => name)
  const column = schema.columns.find(({ name }) => name === target.name)
  if (target.expression === undefined || column === undefined) throw targetMissing(target.name, names)
  const { columns } = planReading(source, schema, { wanted: ({ name }) => name !== target.name, optional: () => true })
  const typed = columns.map((column) => `${strictValue(column)} AS ${sqlName(column.name)}`)
  const relation = `(SELECT ${typed.join(", ")} FROM ${firstStep(columns, source.relation())})`
  const checked = await checkExpression(engine, target.expression, {
    relation,
    columns: columns.map(({ name }) => name),
  })
  const value = castOnce(checked.sql, castColumn(checked.sql, checked.type, column))
  const rows = await withRowErrors(engine, { source, columns }, () =>
    fetchRows(engine, [{ name: column.name, type: column.type, value }], { from: relation }),
  )
  return rows.columns
}

function fetchPlanned(engine: Engine, source: Source, columns: readonly PlannedColumn[]): Promise<Rows> {
  return withRowErrors(engine, { source, columns }, () =>
    fetchRows(
      engine,
      columns.map((column) => ({ name: column.name, type: column.schema.type, value: strictValue(column) })),
      { from: firstStep(columns, source.relation()) },
    ),
  )
}

function isInput({ role }: ColumnSchema): boolean {
  return role === "feature" || role === "time"
}

function missingColumn({ type }: ColumnSchema, count: number): Column {
  return type === "category" || type === "text"
    ? { kind: "string", codes: new Int32Array(count).fill(-1), words: [] }
    : { kind: "number", values: new Float64Array(count).fill(Number.NaN) }
}
