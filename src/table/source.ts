import type { SourceType } from "../schema/index.ts"
import { type CsvFile, type CsvReading, csvRelation, type Opening, openCsv } from "./csv.ts"
import type { Dialect } from "./dialect.ts"
import type { FileEncoding } from "./encoding.ts"
import type { Engine } from "./engine.ts"
import type { RaggedLines } from "./errors.ts"
import type { SourceFile } from "./files.ts"
import { columnNames, type Renamed } from "./names.ts"
import type { TextFile } from "./plain-copy.ts"
import { columnKey } from "./sql.ts"
import { numberedRelation, openTyped, type TypedFile, typedRelation } from "./typed-files.ts"
import { plural } from "./words.ts"

/** What the file says of a column's values: `text` when it says nothing, as CSV does. */
export type StoredKind = SourceType | "text"

/** A column of the files, read as one table. */
export interface SourceColumn {
  readonly name: string
  /** Its name inside the engine. */
  readonly key: string
  readonly kind: StoredKind
  /** The header was empty. */
  readonly unnamed: boolean
  /** Files that lack the column, by name; its values are missing there. */
  readonly absentFrom: readonly string[]
  /** What single files call it or say of its values, when they do not agree; empty else. */
  readonly differs: readonly FileColumn[]
  /** It holds lists, read as their JSON text. */
  readonly nested: boolean
}

/** A column as one file has it. */
export interface FileColumn {
  readonly file: string
  readonly name: string
  readonly kind: StoredKind
}

/** Files of one kind as one table: columns by name, rows in the order of the files. */
export interface Source {
  readonly files: readonly SourceFile[]
  readonly columns: readonly SourceColumn[]
  readonly renamed: readonly Renamed[]
  /** How the first file is written; undefined when it is no text file. */
  readonly dialect: FileDialect | undefined
  /** Lines that cannot be cut and are not among the rows, as far as that is known before the engine reads. */
  readonly ragged: RaggedLines
  /** The text files, for finding the line of a row. */
  readonly texts: readonly TextFile[]
  /** What was read otherwise than the settings say, in words. */
  readonly notes: readonly string[]
  /** A select of all rows with the columns by key. */
  relation(options?: SourceReading): string
  /** The same with `rowid`, the row from 0; absent when it is not one Parquet file. */
  readonly numbered?: string
}

export interface SourceReading extends CsvReading {
  /** At most so many rows of each file. */
  readonly limit?: number
}

/** How a text file is written, and what was met in it. */
export interface FileDialect extends Dialect {
  readonly encoding: FileEncoding
  /** Zero bytes taken out of all files. */
  readonly zeros: number
  /** Other files are written otherwise. */
  readonly mixed?: boolean
}

/** One file with its columns as they come. */
export type OpenedFile = CsvFile | TypedFile

/**
 * Look at the beginning of each file and lay the files over each other by column name.
 *
 * @throws table.encoding-unknown, table.file-malformed, table.columns-miscounted, table.file-empty
 */
export async function openSource(engine: Engine, files: readonly SourceFile[], opening: Opening): Promise<Source> {
  const opened: OpenedFile[] = []
  for (const file of files) {
    opened.push(
      file.format === "csv"
        ? await openCsv(engine, file, opening)
        : await openTyped(engine, file, opening.settings.encoding),
    )
  }
  const named = opened.map((file) => ({ file, ...columnNames(file.header) }))
  const columns = unite(named.map(({ file, names }) => ({ file, names })))
  const texts = opened.filter((file) => file.format === "csv")
  const numbered = numberedOf(named, columns)
  return {
    files,
    columns,
    renamed: named[0]?.renamed ?? [],
    dialect: dialectOf(texts),
    ragged: {
      count: texts.reduce((sum, { ragged }) => sum + ragged.count, 0),
      first: texts.flatMap(({ ragged }) => ragged.first),
    },
    texts: texts.map(({ text }) => text),
    notes: texts.flatMap(headerNote),
    ...(numbered === undefined ? {} : { numbered }),
    relation: (options = {}) => {
      const limit = options.limit === undefined ? "" : ` LIMIT ${options.limit}`
      const parts = named.map(({ file, names }) => {
        const from = file.format === "csv" ? csvRelation(file, options) : typedRelation(file)
        return `(SELECT ${columns.map((column) => part(column, file, names)).join(", ")} FROM ${from}${limit})`
      })
      return `(${parts.join(" UNION ALL ")})`
    },
  }
}

function headerNote({ name, text, toldLines }: CsvFile): readonly string[] {
  const { skipLines } = text.dialect
  if (toldLines === undefined) return []
  return [
    `The header of "${name}" is taken from line ${skipLines + 1}, which names the columns of the schema, and not below the ${plural(toldLines, "line")} that data.skipLines tells of`,
  ]
}

/** A column that not all files of a table have, or that they do not call or type alike. */
export interface ColumnOfFiles {
  readonly column: string
  readonly absentFrom: readonly string[]
  readonly differs: readonly FileColumn[]
}

export function changesOf({ columns }: Source): readonly ColumnOfFiles[] {
  return columns
    .filter(({ absentFrom, differs }) => absentFrom.length + differs.length > 0)
    .map(({ name, absentFrom, differs }) => ({ column: name, absentFrom, differs }))
}

function numberedOf([first, ...others]: readonly NamedFile[], columns: readonly SourceColumn[]): string | undefined {
  if (first === undefined || others.length > 0 || first.file.format !== "parquet") return undefined
  const { file, names } = first
  const items = columns.map((column) => part(column, file, names))
  return `(SELECT ${items.join(", ")}, file_row_number AS rowid FROM ${numberedRelation(file)})`
}

function dialectOf(texts: readonly CsvFile[]): FileDialect | undefined {
  const [first] = texts
  if (first === undefined) return undefined
  const zeros = texts.reduce((sum, file) => sum + file.zeros, 0)
  const written = texts.map(({ text: { encoding, dialect } }) =>
    JSON.stringify({ ...dialect, names: [], titles: [], encoding }),
  )
  return { ...first.text.dialect, encoding: first.encoding, zeros, mixed: new Set(written).size > 1 }
}

interface NamedFile {
  readonly file: OpenedFile
  readonly names: readonly string[]
}

function unite(files: readonly NamedFile[]): readonly SourceColumn[] {
  const order = new Map<string, string>()
  for (const { names } of files) {
    for (const name of names) if (!order.has(name.toLowerCase())) order.set(name.toLowerCase(), name)
  }
  return [...order.values()].map((name, index) => {
    const found: FileColumn[] = []
    const absentFrom: string[] = []
    let unnamed = false
    let nested = false
    for (const { file, names } of files) {
      const position = names.findIndex((other) => other.toLowerCase() === name.toLowerCase())
      if (position < 0) absentFrom.push(file.name)
      else {
        const kind = file.format === "csv" ? "text" : file.kinds[position]!
        found.push({ file: file.name, name: names[position]!, kind })
        unnamed ||= file.header[position]!.trim() === ""
        nested ||= file.format !== "csv" && file.nested[position]!
      }
    }
    const kind = found.map((column) => column.kind).reduce(wider)
    const agree = found.every((column) => column.kind === found[0]!.kind && column.name === name)
    return { name, key: columnKey(index), kind, unnamed, absentFrom, differs: agree ? [] : found, nested }
  })
}

/** The kind that holds the values of both. */
function wider(one: StoredKind, other: StoredKind): StoredKind {
  if (one === other) return one
  const both = [one, other].sort().join(" ")
  if (both === "integer number") return "number"
  return both === "date datetime" ? "datetime" : "string"
}

/** The select item that brings one file's column to the kind of the whole table. */
function part(column: SourceColumn, file: OpenedFile, names: readonly string[]): string {
  const position = names.findIndex((name) => name.toLowerCase() === column.name.toLowerCase())
  const type = engineTypes[column.kind]
  if (position < 0) return `CAST(NULL AS ${type}) AS ${column.key}`
  if (file.format === "csv") return `${columnKey(position)} AS ${column.key}`
  return `CAST(${file.values[position]!} AS ${type}) AS ${column.key}`
}

const engineTypes = {
  text: "VARCHAR",
  string: "VARCHAR",
  integer: "BIGINT",
  number: "DOUBLE",
  boolean: "BOOLEAN",
  date: "DATE",
  datetime: "TIMESTAMP",
} as const satisfies Record<StoredKind, string>
