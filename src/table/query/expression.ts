import { isPlainObject } from "../../base/index.ts"
import { expressionInvalid } from "../errors.ts"
import type { Engine } from "./engine.ts"
import { sqlText } from "./sql.ts"
import { near } from "./words.ts"

/** What is to be predicted: a column, or a value computed from columns. */
export interface TargetSpec {
  readonly name: string
  /** Scalar SQL expression over the columns of the table, such as `epoch(dropoff - pickup) / 60`. */
  readonly expression?: string
}

/** An expression that was checked against the table. */
export interface CheckedExpression {
  /** As SQL, in brackets: a number (DOUBLE, NULL instead of infinite), a boolean or a text. */
  readonly sql: string
  readonly type: "number" | "boolean" | "string"
  /** Columns of the table it is computed from, in the order of the table. */
  readonly columns: readonly string[]
}

/**
 * Check that an expression gives one value per row from the values of that row alone, the same each time.
 *
 * @param relation select whose columns have the names people know
 * @throws table.expression-invalid
 */
export async function checkExpression(
  engine: Engine,
  expression: string,
  table: { readonly relation: string; readonly columns: readonly string[] },
): Promise<CheckedExpression> {
  const fail = (why: string): Error => expressionInvalid(expression, why, table.columns)
  const found = collect(await parse(engine, expression, fail))
  if (found.forbidden !== undefined) throw fail(`${found.forbidden} cannot be used, only values of the same row`)
  for (const name of found.functions) await checkFunction(engine, name, fail)
  const known = new Map(table.columns.map((column) => [column.toLowerCase(), column]))
  for (const column of found.columns) {
    if (!known.has(column.toLowerCase())) throw fail(`there is no column "${column}"${near(column, table.columns)}`)
  }
  const used = new Set([...found.columns].map((column) => known.get(column.toLowerCase())))
  if (used.size === 0) throw fail("it uses no column")
  const result = await resultType(engine, `SELECT (${expression}\n) AS value FROM ${table.relation}`, fail)
  return { ...plainResult(expression, result, fail), columns: table.columns.filter((column) => used.has(column)) }
}

async function resultType(engine: Engine, sql: string, fail: (why: string) => Error): Promise<string> {
  try {
    const [described] = await engine.records(`DESCRIBE ${sql}`)
    return String(described?.["column_type"])
  } catch (error) {
    throw fail(reasonOf(error))
  }
}

/** A duration becomes its seconds. */
function plainResult(
  expression: string,
  type: string,
  fail: (why: string) => Error,
): Pick<CheckedExpression, "sql" | "type"> {
  const value = `(${expression}\n)`
  if (type === "BOOLEAN") return { sql: value, type: "boolean" }
  if (type === "VARCHAR") return { sql: value, type: "string" }
  const isNumber = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/.test(type)
  if (!isNumber && type !== "INTERVAL") throw fail(`it gives ${type}, wanted a number, a duration, a boolean or a text`)
  const number = type === "INTERVAL" ? `epoch(${value})` : `CAST(${value} AS DOUBLE)`
  return { sql: `(CASE WHEN isfinite(${number}) THEN ${number} END)`, type: "number" }
}

async function parse(engine: Engine, expression: string, fail: (why: string) => Error): Promise<unknown> {
  // A line end keeps a comment in the expression from swallowing the bracket.
  const [answer] = await engine.records(
    `SELECT CAST(json_serialize_sql(${sqlText(`SELECT (${expression}\n)`)}) AS VARCHAR) AS tree`,
  )
  const tree: unknown = JSON.parse(String(answer?.["tree"]))
  if (!isPlainObject(tree) || tree["error"] === true) {
    throw fail(isPlainObject(tree) ? String(tree["error_message"]) : "it is no expression")
  }
  const [statement, another] = Array.isArray(tree["statements"]) ? (tree["statements"] as unknown[]) : []
  const node = isPlainObject(statement) ? statement["node"] : undefined
  const items = isPlainObject(node) ? node["select_list"] : undefined
  const from = isPlainObject(node) && isPlainObject(node["from_table"]) ? node["from_table"]["type"] : undefined
  if (another !== undefined || from !== "EMPTY" || !Array.isArray(items) || items.length !== 1) {
    throw fail("it is more than one expression")
  }
  return items[0]
}

interface Found {
  readonly columns: Set<string>
  readonly functions: Set<string>
  readonly forbidden: string | undefined
}

function collect(tree: unknown): Found {
  const columns = new Set<string>()
  const functions = new Set<string>()
  let forbidden: string | undefined
  const walk = (node: unknown, bound: ReadonlySet<string>): void => {
    if (Array.isArray(node)) {
      for (const child of node) walk(child, bound)
      return
    }
    if (!isPlainObject(node)) return
    const kind = node["class"]
    if (typeof kind === "string") forbidden ??= forbiddenParts.get(kind)
    if (kind === "COLUMN_REF") {
      const names = Array.isArray(node["column_names"]) ? node["column_names"].map(String) : []
      if (names.length > 0 && !bound.has(names[0]!.toLowerCase())) columns.add(names[0]!)
    }
    if (kind === "FUNCTION" && node["is_operator"] !== true) functions.add(String(node["function_name"]))
    const inner = kind === "LAMBDA" ? new Set([...bound, ...lambdaNames(node["lhs"])]) : bound
    for (const child of Object.values(node)) walk(child, inner)
  }
  walk(tree, new Set())
  return { columns, functions, forbidden }
}

function lambdaNames(side: unknown): readonly string[] {
  if (Array.isArray(side)) return side.flatMap(lambdaNames)
  if (!isPlainObject(side)) return []
  const own = Array.isArray(side["column_names"]) ? side["column_names"].map((name) => String(name).toLowerCase()) : []
  return [...own, ...Object.values(side).flatMap(lambdaNames)]
}

async function checkFunction(engine: Engine, name: string, fail: (why: string) => Error): Promise<void> {
  const found = await engine.records(
    `SELECT DISTINCT function_type AS kind, coalesce(stability, 'CONSISTENT') AS stability
     FROM duckdb_functions() WHERE function_name = ${sqlText(name)}`,
  )
  if (found.length === 0) throw fail(`there is no function "${name}"`)
  if (readsTheMachine.has(name.toLowerCase())) throw fail(`the function "${name}" cannot be used`)
  if (found.some(({ kind }) => kind === "aggregate")) {
    throw fail(`the function "${name}" needs more than one row, and only values of the same row can be used`)
  }
  if (found.some(({ kind }) => kind !== "scalar" && kind !== "macro"))
    throw fail(`the function "${name}" cannot be used`)
  if (found.some(({ stability }) => stability !== "CONSISTENT")) {
    throw fail(`the function "${name}" does not give the same value each time`)
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return (message.split("\n")[0] ?? message).replace(/^[A-Z][a-z]+ Error: /, "").replace(/[.!]$/, "")
}

const forbiddenParts: ReadonlyMap<string, string> = new Map([
  ["SUBQUERY", "a query inside"],
  ["WINDOW", "a window over rows"],
  ["STAR", "a star"],
  ["PARAMETER", "a parameter"],
  ["DEFAULT", "a default"],
  ["POSITIONAL_REFERENCE", "a column by its position"],
])

const readsTheMachine: ReadonlySet<string> = new Set(["current_setting", "getvariable", "getenv", "error"])
