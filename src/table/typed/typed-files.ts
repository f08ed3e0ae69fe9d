import { KnownError } from "../../base/index.ts"
import type { SourceType } from "../../schema/index.ts"
import { fileMalformed } from "../errors.ts"
import type { SourceFile } from "../files.ts"
import { checkDepth } from "../json-depth.ts"
import { checkRecords, columnsOf, type EngineColumn, flatten, isNested } from "../nested.ts"
import { storedPlaces } from "../places.ts"
import type { Engine } from "../query/engine.ts"
import { sqlText } from "../query/sql.ts"
import { utf8Copy } from "../text/utf8-copy.ts"

/** A Parquet or JSON file: its columns have types. */
export interface TypedFile {
  readonly format: "parquet" | "json"
  readonly path: string
  readonly name: string
  /** What the engine selects its rows from. */
  readonly relation: string
  readonly header: readonly string[]
  /** An expression for each column. */
  readonly values: readonly string[]
  readonly kinds: readonly SourceType[]
  /** The column holds lists, read as their JSON text. */
  readonly nested: readonly boolean[]
  /** Whether the cells of a column of texts are places; only of columns with cells. */
  readonly places: ReadonlyMap<number, boolean>
}

/**
 * @param encoding `data.encoding`, for JSON
 * @throws table.file-malformed, table.json-not-rows, table.json-too-deep, table.encoding-unknown, table.encoding-contradicted
 */
export async function openTyped(engine: Engine, file: SourceFile, encoding: string): Promise<TypedFile> {
  const format = file.format === "parquet" ? "parquet" : "json"
  const path = format === "json" ? await utf8Copy(engine, file, encoding) : file.path
  if (format === "json") await checkDepth({ path, name: file.name })
  const { relation, columns } = await withMalformed(file.name, () => relationOf(engine, format, path))
  if (format === "json") await checkRecords(engine, { relation, columns, name: file.name })
  const flat = columns.flatMap(flatten)
  const kinds: SourceType[] = []
  for (const leaf of flat) kinds.push(await kindOf(engine, relation, leaf))
  return {
    format,
    path,
    name: file.name,
    relation,
    header: flat.map(({ name }) => name),
    values: flat.map(leafValue),
    kinds,
    places: await withMalformed(file.name, () =>
      storedPlaces(engine, relation, {
        names: flat.map(({ name }) => name),
        values: flat.map((leaf, index) =>
          kinds[index] === "string" && !isNested(leaf.type) ? leafValue(leaf) : undefined,
        ),
      }),
    ),
    nested: flat.map(({ type }) => isNested(type)),
  }
}

/** The same with `file_row_number`, for Parquet only. */
export function numberedRelation({ path }: TypedFile): string {
  return `read_parquet(${sqlText(path)}, file_row_number = true)`
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

interface Relation {
  readonly relation: string
  readonly columns: readonly EngineColumn[]
}

async function relationOf(engine: Engine, format: "parquet" | "json", path: string): Promise<Relation> {
  const withColumns = async (relation: string): Promise<Relation> => ({
    relation,
    columns: await columnsOf(engine, relation),
  })
  if (format === "parquet") return withColumns(`read_parquet(${sqlText(path)})`)
  // The whole file decides the types of JSON: a sample could miss the one row with a fraction.
  const reading = `${sqlText(path)}, sample_size = -1`
  const read = await withColumns(`read_json(${reading})`)
  // Rows of hundreds of keys of one type, or of keys that few rows have, are taken for maps; inside a row they may be.
  const isMap = read.columns.length === 1 && /^MAP\(/.test(String(read.columns[0]!.type))
  return isMap ? withColumns(`read_json(${reading}, map_inference_threshold = -1)`) : read
}

/** The engine's value of a leaf: instants with a zone in UTC, lists as JSON. */
function leafValue({ type, value }: EngineColumn): string {
  if (isNested(type)) return `CAST(to_json(${value}) AS VARCHAR)`
  return String(type) === "TIMESTAMP WITH TIME ZONE" ? `(${value} AT TIME ZONE 'UTC')` : value
}

async function kindOf(engine: Engine, relation: string, leaf: EngineColumn): Promise<SourceType> {
  // First, because the type of a list begins with that of its values.
  if (isNested(leaf.type)) return "string"
  const type = String(leaf.type)
  if (/^(TINYINT|SMALLINT|INTEGER|BIGINT|UTINYINT|USMALLINT|UINTEGER)$/.test(type)) return "integer"
  // What is larger than a double holds names something: as words it stays exact.
  if (/^(UBIGINT|U?HUGEINT|DECIMAL\((1[6-9]|[23]\d),0\))$/.test(type)) {
    const [row = {}] = await engine.records(
      `SELECT coalesce(max(abs(${leaf.value}::DOUBLE)), 0) <= ${Number.MAX_SAFE_INTEGER} AS fits FROM ${relation}`,
    )
    return row["fits"] === true ? "integer" : "string"
  }
  if (/^(FLOAT|DOUBLE|DECIMAL)/.test(type)) return "number"
  if (type === "BOOLEAN") return "boolean"
  if (type === "DATE") return "date"
  return /^TIMESTAMP/.test(type) ? "datetime" : "string"
}

/** All that the engine says, but for what it says of statements, which are ours, and of lines, which `withSource` looks into. */
const isAboutContent = /^(?!Binder|Parser|Catalog|Interrupt)[A-Z][A-Za-z ]* Error: (?!CSV Error|The CSV Parser)/
