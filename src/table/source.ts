import type { SourceType } from "../schema/index.ts"
import type { RaggedLines } from "./errors.ts"
import { type FilePart, type PartedFile, partsOfFiles } from "./file-columns.ts"
import type { SourceFile } from "./files.ts"
import type { Engine } from "./query/engine.ts"
import { columnKey } from "./query/sql.ts"
import { plural } from "./query/words.ts"
import { type CsvFile, type CsvReading, csvRelation, type Opening, openCsv } from "./text/csv.ts"
import type { Dialect } from "./text/dialect.ts"
import type { FileEncoding } from "./text/encoding.ts"
import { numberedRelation, openTyped, type TypedFile } from "./typed/typed-files.ts"

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
  /** Column of places that it is half of. */
  readonly placeOf?: string
  /** What the file calls it, where another column has that name. */
  readonly called?: string
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
  readonly renamed: PartedFile["renamed"]
  /** How the first file is written; undefined when it is no text file. */
  readonly dialect: FileDialect | undefined
  /** Lines that cannot be cut and are not among the rows, as far as that is known before the engine reads. */
  readonly ragged: RaggedLines
  readonly texts: readonly CsvFile[]
  /** Lines that cannot be cut are put aside where a reading asks for it; else the first one stops every reading, as they may be many. */
  readonly putsAside: boolean
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
        ? await openCsv(engine, file, { ...opening, alone: files.length === 1 })
        : await openTyped(engine, file, opening.settings.encoding),
    )
  }
  const parted = partsOfFiles(
    opened.map((file, index) => ({ about: files[index]!, file })),
    opening.names,
  )
  const columns = unite(parted)
  const texts = opened.filter((file) => file.format === "csv")
  const numbered = numberedOf(parted, columns)
  return {
    files,
    columns,
    renamed: parted[0]?.renamed ?? [],
    dialect: dialectOf(texts),
    ragged: {
      count: texts.reduce((sum, { ragged }) => sum + ragged.count, 0),
      first: texts.flatMap(({ ragged }) => ragged.first),
    },
    texts,
    putsAside: texts.every(({ read }) => read.ragged !== "unknown"),
    notes: [...files.flatMap(({ notes = [] }) => notes), ...texts.flatMap(headerNote)],
    ...(numbered === undefined ? {} : { numbered }),
    relation: (options = {}) => {
      const limit = options.limit === undefined ? "" : ` LIMIT ${options.limit}`
      const selects = parted.map(({ file, parts: own }) => {
        const from = file.format === "csv" ? csvRelation(file, options) : file.relation
        return `(SELECT ${itemsOf(columns, own).join(", ")} FROM ${from}${limit})`
      })
      return `(${selects.join(" UNION ALL ")})`
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

function numberedOf([first, ...others]: readonly PartedFile[], columns: readonly SourceColumn[]): string | undefined {
  if (first === undefined || others.length > 0 || first.file.format !== "parquet") return undefined
  const items = itemsOf(columns, first.parts)
  return `(SELECT ${items.join(", ")}, file_row_number AS rowid FROM ${numberedRelation(first.file)})`
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

function unite(files: readonly PartedFile[]): readonly SourceColumn[] {
  const order = new Map<string, string>()
  for (const { parts } of files) {
    for (const { name } of parts) if (!order.has(name.toLowerCase())) order.set(name.toLowerCase(), name)
  }
  const byName = files.map(({ parts }) => new Map(parts.map((part) => [part.name.toLowerCase(), part])))
  return [...order].map(([lower, name], index) => {
    const own = byName.map((parts) => parts.get(lower))
    const found = own.filter((part) => part !== undefined)
    const absentFrom = files.filter((_, file) => own[file] === undefined).map(({ file }) => file.name)
    const differing = files.flatMap(({ file }, at) => {
      const part = own[at]
      return part === undefined ? [] : [{ file: file.name, name: part.name, kind: part.kind }]
    })
    const agree = found.every((part) => part.kind === found[0]!.kind && part.name === name)
    const { placeOf, called } = found[0]!
    return {
      name,
      key: columnKey(index),
      kind: found.map(({ kind }) => kind).reduce(wider),
      unnamed: found.some(({ unnamed }) => unnamed),
      absentFrom,
      differs: agree ? [] : differing,
      nested: found.some(({ nested }) => nested),
      ...(placeOf !== undefined && { placeOf }),
      ...(called !== undefined && { called }),
    }
  })
}

/** The kind that holds the values of both. */
function wider(one: StoredKind, other: StoredKind): StoredKind {
  if (one === other) return one
  const both = [one, other].sort().join(" ")
  if (both === "integer number") return "number"
  return both === "date datetime" ? "datetime" : "string"
}

/** The select items that bring one file's columns to the kinds of the whole table. */
function itemsOf(columns: readonly SourceColumn[], parts: readonly FilePart[]): readonly string[] {
  const byName = new Map(parts.map((part) => [part.name.toLowerCase(), part]))
  return columns.map(({ name, key, kind }) => {
    const part = byName.get(name.toLowerCase())
    const type = engineTypes[kind]
    if (part === undefined) return `CAST(NULL AS ${type}) AS ${key}`
    return part.kind === "text" ? `${part.value} AS ${key}` : `CAST(${part.value} AS ${type}) AS ${key}`
  })
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
