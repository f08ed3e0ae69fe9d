import type { Rows, Schema } from "../../schema/index.ts"
import { rowsRagged, targetMissing } from "../errors.ts"
import { fetchRows } from "../fetch.ts"
import { castColumn, castOnce } from "../query/cast.ts"
import { isWide } from "../query/column-groups.ts"
import type { Engine } from "../query/engine.ts"
import { checkExpression, type TargetSpec } from "../query/expression.ts"
import { sqlName } from "../query/sql.ts"
import type { Source } from "../source.ts"
import { type PlannedColumn, planReading, type ReadPlan } from "./plan.ts"
import { goodReading, groupedReading, plainReading } from "./reading-of.ts"
import { withRowErrors } from "./unreadable.ts"

/** A schema laid over files. */
export interface Planned {
  readonly source: Source
  readonly schema: Schema
  readonly plan: ReadPlan
  /** As in `fetchPlanned`. */
  readonly readable: readonly PlannedColumn[] | undefined
}

/** The columns that a reading with a target looks at: an expression may name any. */
export function columnsRead(
  { source, schema, plan }: Omit<Planned, "readable">,
  target: TargetSpec | undefined,
): readonly PlannedColumn[] {
  return isComputed(plan, target) ? expressionColumns(source, schema, target) : plan.columns
}

function isComputed({ columns }: ReadPlan, target: TargetSpec | undefined): target is TargetSpec {
  return target !== undefined && !columns.some(({ name }) => name === target.name)
}

function expressionColumns(source: Source, schema: Schema, target: TargetSpec): readonly PlannedColumn[] {
  return planReading(source, schema, { wanted: ({ name }) => name !== target.name, optional: () => true }).columns
}

/** The target of an expression that is not in the file as it is; nothing when none is asked for. */
export async function computeTarget(
  engine: Engine,
  { source, schema, plan, readable }: Planned,
  target: TargetSpec | undefined,
): Promise<Rows["columns"]> {
  if (!isComputed(plan, target)) return new Map()
  const names = source.columns.map(({ name }) => name)
  const column = schema.columns.find(({ name }) => name === target.name)
  if (target.expression === undefined || column === undefined) throw targetMissing(target.name, names)
  const columns = expressionColumns(source, schema, target)
  const { from, readValue } =
    readable === undefined
      ? plainReading(source, columns)
      : await goodReading(engine, source, { readable, name: "computed" })
  const typed = columns.map((one) => `${readValue(one)} AS ${sqlName(one.name)}`)
  const relation = `(SELECT ${typed.join(", ")} FROM ${from})`
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

/**
 * @param wanted.keep ascending numbers, from 0, of the rows that are wanted; all when absent
 * @param wanted.readable what must be readable in a row, or it is left out, as is a line that cannot be cut; absent: both are errors
 * @throws table.value-unreadable, table.rows-ragged
 */
export async function fetchPlanned(
  engine: Engine,
  source: Source,
  {
    columns,
    keep,
    readable,
  }: {
    readonly columns: readonly PlannedColumn[]
    readonly keep?: Int32Array
    readonly readable?: readonly PlannedColumn[] | undefined
  },
): Promise<Rows> {
  if (source.ragged.count > 0 && readable === undefined) throw rowsRagged(source.ragged)
  return withRowErrors(engine, { source, columns }, async () => {
    const grouped = isWide(columns)
    const { from, readValue } =
      readable !== undefined
        ? await goodReading(engine, source, { readable, name: "readable" })
        : grouped
          ? await groupedReading(engine, source, columns)
          : plainReading(source, columns)
    return fetchRows(
      engine,
      columns.map((column) => ({ name: column.name, type: column.schema.type, value: readValue(column) })),
      {
        from,
        quick: grouped || source.files.every(({ format }) => format === "parquet"),
        ...(keep === undefined ? {} : { keep }),
      },
    )
  })
}
