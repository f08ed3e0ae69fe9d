import { join } from "node:path"
import { readText } from "../base/index.ts"
import { type ColumnSchema, parseSchema, type Rows, type Schema, takeRows } from "../schema/index.ts"
import { readStored } from "../table/index.ts"
import { projectPaths } from "./paths.ts"

/** @throws base.file-missing and the errors of `parseSchema` */
export async function readSchemaFile(root: string): Promise<Schema> {
  return parseSchema(await readText(join(root, projectPaths.schema)), projectPaths.schema)
}

/** Which part of the table is read. */
export interface Part {
  readonly columns?: (column: ColumnSchema) => boolean
  /** Row numbers, in the order they are wanted. */
  readonly rows?: Int32Array
}

/** The columns of `data/table.parquet` that the schema names, or a part of it. */
export async function readTableRows(root: string, schema: Schema, { columns, rows }: Part = {}): Promise<Rows> {
  const wanted = { columns: columns === undefined ? schema.columns : schema.columns.filter(columns) }
  const options = { root, temporary: join(root, projectPaths.temporary) }
  if (rows === undefined) return readStored(join(root, projectPaths.table), wanted, options)
  const keep = rows.toSorted()
  const read = await readStored(join(root, projectPaths.table), wanted, { ...options, keep })
  return rows.every((row, at) => row === keep[at]) ? read : takeRows(read, placesIn(keep, rows))
}

/** Where each of `rows` is in `sorted`. */
function placesIn(sorted: Int32Array, rows: Int32Array): Int32Array {
  const place = new Int32Array((sorted.at(-1) ?? -1) + 1)
  for (const [at, row] of sorted.entries()) place[row] = at
  return rows.map((row) => place[row]!)
}

/** Columns that rows with a known target are judged by: what a model reads, its target and their weight. */
export function isJudged(column: ColumnSchema): boolean {
  return isLearnt(column) || column.role === "weight"
}

/** Columns that a model learns from, and its target. */
export function isLearnt({ role }: ColumnSchema): boolean {
  return role === "feature" || role === "time" || role === "target"
}
