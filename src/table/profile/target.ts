import { expressionInvalid, targetConstant, targetEmpty, targetMissing, tooFewRows } from "../errors.ts"
import type { Engine } from "../query/engine.ts"
import { checkExpression, type TargetSpec } from "../query/expression.ts"
import { columnKey, sqlName } from "../query/sql.ts"
import { setTyped } from "../typed/set-typed.ts"
import type { TypedColumn, TypedTable } from "../typed/typed.ts"

/** The typed table with its target in it. */
export interface TargetedTable {
  readonly table: TypedTable
  readonly target: TypedColumn
  /** Columns the target is computed from. */
  readonly uses: readonly string[]
}

/**
 * Find the target in the typed table or compute it as one more column, and check that there is something to learn.
 *
 * @throws table.target-missing, table.target-empty, table.target-constant, table.too-few-rows, table.expression-invalid
 */
export async function findTarget(engine: Engine, table: TypedTable, spec: TargetSpec): Promise<TargetedTable> {
  const found =
    spec.expression === undefined
      ? { table, target: named(table, spec.name), uses: [] }
      : await compute(engine, table, { name: spec.name, expression: spec.expression })
  await checkVaries(engine, found)
  return found
}

function named(table: TypedTable, name: string): TypedColumn {
  const names = table.columns.map((column) => column.name)
  const target = table.columns.find((column) => column.name === name)
  if (target === undefined) throw targetMissing(name, names)
  return target
}

async function compute(engine: Engine, table: TypedTable, spec: Required<TargetSpec>): Promise<TargetedTable> {
  const names = table.columns.map(({ name }) => name)
  if (names.some((name) => name.toLowerCase() === spec.name.toLowerCase())) {
    throw expressionInvalid(spec.expression, `the table already has a column "${spec.name}"`, names)
  }
  // Whole numbers are whole in the expression; in the table they are doubles.
  const inner = table.columns.map(({ key, name, type }) =>
    type === "integer" ? `CAST(${key} AS BIGINT) AS ${sqlName(name)}` : `${key} AS ${sqlName(name)}`,
  )
  const relation = `(SELECT ${inner.join(", ")} FROM typed)`
  const checked = await checkExpression(engine, spec.expression, { relation, columns: names })
  const key = columnKey(table.columns.length)
  const outer = table.columns.map((column) =>
    column.type === "integer"
      ? `CAST(${sqlName(column.name)} AS DOUBLE) AS ${column.key}`
      : `${sqlName(column.name)} AS ${column.key}`,
  )
  await setTyped(engine, "targeted", `SELECT ${outer.join(", ")}, ${checked.sql} AS ${key} FROM ${relation}`)
  const examples = await engine.records(
    `SELECT DISTINCT CAST(${key} AS VARCHAR) AS text FROM typed ORDER BY 1 LIMIT 10`,
  )
  const target: TypedColumn = {
    name: spec.name,
    key,
    kind: checked.type,
    unnamed: false,
    absentFrom: [],
    differs: [],
    nested: false,
    type: checked.type === "number" && (await isWhole(engine, key)) ? "integer" : checked.type,
    ambiguous: false,
    examples: examples.flatMap(({ text }) => (typeof text === "string" ? [text] : [])),
  }
  return { table: { ...table, columns: [...table.columns, target] }, target, uses: checked.columns }
}

async function isWhole(engine: Engine, key: string): Promise<boolean> {
  const [row] = await engine.records(
    `SELECT count(*) FILTER (${key} <> trunc(${key}) OR abs(${key}) > ${Number.MAX_SAFE_INTEGER})::DOUBLE AS others,
     count(${key})::DOUBLE AS present FROM typed`,
  )
  return row?.["others"] === 0 && row["present"] !== 0
}

async function checkVaries(engine: Engine, { table, target }: TargetedTable): Promise<void> {
  const [row = {}] = await engine.records(
    `SELECT count(${target.key})::DOUBLE AS present, CAST(min(${target.key}) AS VARCHAR) AS low,
     CAST(max(${target.key}) AS VARCHAR) AS high FROM typed`,
  )
  const present = Number(row["present"])
  if (present === 0) throw targetEmpty(target.name, table.rows)
  if (present < fewestRows) throw tooFewRows(present, fewestRows)
  if (row["low"] === row["high"]) throw targetConstant(target.name, String(row["low"]))
}

/** With fewer rows nothing can be learnt and tested. */
export const fewestRows = 2
