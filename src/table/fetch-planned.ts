import type { Rows, Schema } from "../schema/index.ts"
import { castColumn, castOnce, firstStep } from "./cast.ts"
import type { Engine } from "./engine.ts"
import { rowsRagged, targetMissing } from "./errors.ts"
import { checkExpression, type TargetSpec } from "./expression.ts"
import { fetchRows } from "./fetch.ts"
import { type PlannedColumn, planReading, type ReadPlan } from "./plan.ts"
import type { Source } from "./source.ts"
import { sqlName } from "./sql.ts"
import { strictValue, withRowErrors } from "./unreadable.ts"

/** A schema laid over files. */
export interface Planned {
  readonly source: Source
  readonly schema: Schema
  readonly plan: ReadPlan
}

/** The target of an expression that is not in the file as it is; nothing when none is asked for. */
export async function computeTarget(
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

/**
 * @param wanted.keep ascending numbers, from 0, of the rows that are wanted; all when absent
 * @throws table.value-unreadable, table.rows-ragged
 */
export async function fetchPlanned(
  engine: Engine,
  source: Source,
  { columns, keep }: { readonly columns: readonly PlannedColumn[]; readonly keep?: Int32Array },
): Promise<Rows> {
  if (source.ragged.count > 0) throw rowsRagged(source.ragged.count, source.ragged.first)
  return withRowErrors(engine, { source, columns }, () =>
    fetchRows(
      engine,
      columns.map((column) => ({ name: column.name, type: column.schema.type, value: strictValue(column) })),
      {
        from: firstStep(columns, source.relation()),
        quick: source.files.every(({ format }) => format === "parquet"),
        ...(keep === undefined ? {} : { keep }),
      },
    ),
  )
}
