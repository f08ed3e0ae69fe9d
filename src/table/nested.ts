import type { DuckDBStructType, DuckDBType } from "@duckdb/node-api"
import { jsonNotRows } from "./errors.ts"
import type { Engine } from "./query/engine.ts"
import { sqlName, sqlText } from "./query/sql.ts"

/** A column of a file, or a part of one that is a structure. */
export interface EngineColumn {
  readonly name: string
  readonly type: DuckDBType
  /** Its expression over the file. */
  readonly value: string
}

/** The columns of a relation with the engine's types. */
export async function columnsOf(engine: Engine, relation: string): Promise<readonly EngineColumn[]> {
  const result = await engine.connection.run(`SELECT * FROM ${relation} LIMIT 0`)
  const types = result.columnTypes()
  return result.columnNames().map((name, index) => ({ name, type: types[index]!, value: sqlName(name) }))
}

/** The parts of a structure as columns of their own, named `whole.part`; anything else is one column. */
export function flatten(column: EngineColumn): readonly EngineColumn[] {
  if (!/^STRUCT\(/.test(String(column.type))) return [column]
  const { entryNames, entryTypes } = column.type as DuckDBStructType
  return entryNames.flatMap((name, index) =>
    flatten({
      name: `${column.name}.${name}`,
      type: entryTypes[index]!,
      value: `struct_extract(${column.value}, ${sqlText(name)})`,
    }),
  )
}

/** Whether values are lists, maps or of no one type. */
export function isNested(type: DuckDBType): boolean {
  return /\]$|^(?:MAP|UNION|JSON|LIST|ARRAY)\b/.test(String(type))
}

/**
 * Refuse a JSON document that is not one object a row: one that holds its rows in a part of it, or one list a column.
 *
 * @throws table.json-not-rows
 */
export async function checkRecords(
  engine: Engine,
  {
    relation,
    columns,
    name,
  }: { readonly relation: string; readonly columns: readonly EngineColumn[]; readonly name: string },
): Promise<void> {
  const [only] = columns
  if (columns.length === 1 && only?.name === "json") throw jsonNotRows(name, "it holds values that are no objects")
  const holder = columns.find(({ type }) => isNested(type))
  const isByColumn = columns.every(({ type }) => /^(?:STRUCT|MAP)\(|\]$/.test(String(type)))
  if (holder === undefined && !isByColumn) return
  const [row = {}] = await engine.records(`SELECT count(*)::DOUBLE AS rows FROM (SELECT 1 FROM ${relation} LIMIT 2)`)
  if (row["rows"] !== 1) return
  if (columns.length === 1 && /^STRUCT\(.*\]$/s.test(String(only?.type))) {
    throw jsonNotRows(name, `it is one object, and the rows are in its part "${only?.name}"`)
  }
  if (isByColumn) throw jsonNotRows(name, "it is one object with a list of values a column")
  if (/^STRUCT\(.*\]$/s.test(String(holder?.type))) {
    throw jsonNotRows(name, `it is one object, and the rows are in its part "${holder?.name}"`)
  }
}
