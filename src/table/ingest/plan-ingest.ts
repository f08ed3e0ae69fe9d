import type { ColumnSchema, Schema } from "../../schema/index.ts"
import { targetMissing } from "../errors.ts"
import { castColumn, castOnce } from "../query/cast.ts"
import type { Engine } from "../query/engine.ts"
import { type CheckedExpression, checkExpression, type TargetSpec } from "../query/expression.ts"
import { sqlName } from "../query/sql.ts"
import type { Source } from "../source.ts"
import { type PlannedColumn, planReading } from "./plan.ts"

/** How the files become the columns of the table. */
export interface Reading {
  readonly columns: readonly PlannedColumn[]
  readonly extra: readonly string[]
  /** Names of the columns that are written, in order. */
  readonly written: readonly string[]
  /** The select over the named, typed columns: the schema's order, the target computed. */
  readonly finish: (typed: string) => string
}

/** @throws table.target-missing, table.column-missing, table.expression-invalid */
export async function planIngest(
  engine: Engine,
  source: Source,
  {
    schema,
    target,
    present = false,
  }: { readonly schema: Schema; readonly target?: TargetSpec; readonly present?: boolean },
): Promise<Reading> {
  const { name, expression } = target ?? {}
  const isComputed = (column: ColumnSchema): boolean => expression !== undefined && column.name === name
  if (name !== undefined && expression === undefined && !source.columns.some((column) => column.name === name)) {
    throw targetMissing(
      name,
      source.columns.map((column) => column.name),
    )
  }
  const plan = planReading(source, schema, { wanted: (column) => !isComputed(column), optional: () => present })
  const checked = expression === undefined ? undefined : await check(engine, expression, plan.columns)
  const written = schema.columns.filter((column) => !plan.absent.includes(column))
  const select = written.map((column) =>
    isComputed(column) && checked !== undefined
      ? `${castOnce(checked.sql, castColumn(checked.sql, checked.type, column))} AS ${sqlName(column.name)}`
      : sqlName(column.name),
  )
  return {
    ...plan,
    written: written.map((column) => column.name),
    finish: (typed) => `SELECT ${select.join(", ")} FROM (${typed})`,
  }
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

const engineTypes = {
  integer: "BIGINT",
  number: "DOUBLE",
  boolean: "BOOLEAN",
  date: "DATE",
  datetime: "TIMESTAMP",
  category: "VARCHAR",
  text: "VARCHAR",
  identifier: "VARCHAR",
} as const satisfies Record<ColumnSchema["type"], string>
