import { KnownError } from "../base/index.ts"
import type { SourceType } from "../schema/index.ts"
import type { Engine } from "./engine.ts"
import { fileMalformed } from "./errors.ts"
import type { SourceFile } from "./files.ts"
import { sqlText } from "./sql.ts"

/** A Parquet or JSON file: its columns have types. */
export interface TypedFile {
  readonly format: "parquet" | "json"
  readonly path: string
  readonly name: string
  readonly header: readonly string[]
  readonly kinds: readonly SourceType[]
  /** The column holds instants with a zone; they are read as UTC. */
  readonly zoned: readonly boolean[]
}

/** @throws table.file-malformed */
export async function openTyped(engine: Engine, file: SourceFile): Promise<TypedFile> {
  const format = file.format === "parquet" ? "parquet" : "json"
  const columns = await withMalformed(file.name, () =>
    engine.records(`DESCRIBE SELECT * FROM ${reader(format, file.path)}`),
  )
  const types = columns.map(({ column_type }) => String(column_type))
  return {
    format,
    path: file.path,
    name: file.name,
    header: columns.map(({ column_name }) => String(column_name)),
    kinds: types.map(kindOf),
    zoned: types.map((type) => type === "TIMESTAMP WITH TIME ZONE"),
  }
}

export function typedRelation(file: TypedFile): string {
  return reader(file.format, file.path)
}

/** Run a reading of files; what the engine says against their content becomes an error a person can act on. */
export async function withMalformed<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const known = error instanceof KnownError
    if (!known && error instanceof Error && isAboutContent.test(error.message)) throw fileMalformed(name, error)
    throw error
  }
}

function reader(format: "parquet" | "json", path: string): string {
  // The whole file decides the types of JSON: a sample could miss the one row with a fraction.
  return format === "parquet" ? `read_parquet(${sqlText(path)})` : `read_json(${sqlText(path)}, sample_size = -1)`
}

function kindOf(type: string): SourceType {
  if (/^(TINYINT|SMALLINT|INTEGER|BIGINT|UTINYINT|USMALLINT|UINTEGER)$/.test(type)) return "integer"
  if (/^(FLOAT|DOUBLE|DECIMAL)/.test(type)) return "number"
  if (type === "BOOLEAN") return "boolean"
  if (type === "DATE") return "date"
  // 64-bit unsigned and larger numbers can exceed what a double holds: they stay words.
  return /^TIMESTAMP/.test(type) ? "datetime" : "string"
}

const isAboutContent =
  /malformed|magic bytes|invalid input error|not a parquet|corrupt|conversion error|serialization error|snappy|thrift|too small|decompress/i
