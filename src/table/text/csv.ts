import { join } from "node:path"
import { missingWords } from "../../schema/index.ts"
import type { DataSettings } from "../config.ts"
import { columnsMiscounted, columnsTooMany, fileEmpty, type RaggedLines, rowsRagged } from "../errors.ts"
import type { SourceFile } from "../files.ts"
import { placesIn } from "../places.ts"
import type { Engine } from "../query/engine.ts"
import { columnKey, sqlText, sqlTexts } from "../query/sql.ts"
import { type FileEncoding, fileEncoding } from "./encoding.ts"
import { fitDialect } from "./find-header-line.ts"
import { isPlain, type TextFile, writePlainCopy } from "./plain-copy.ts"
import { readHead } from "./read-head.ts"

/** A text file whose encoding and dialect are known; all its cells are text. */
export interface CsvFile {
  readonly format: "csv"
  readonly name: string
  /** Names as they stand in it, one a column; empty without a header. */
  readonly header: readonly string[]
  readonly text: TextFile
  readonly encoding: FileEncoding
  /** What the engine reads: the file itself, or a copy in a plainer dialect. */
  readonly read: PlainText
  /** Lines that are not in the copy; those of a file that the engine reads itself show when it does. */
  readonly ragged: RaggedLines
  /** Zero bytes taken out of the text. */
  readonly zeros: number
  /** Lines above the header as the settings tell, where the names of the columns showed that they are others. */
  readonly toldLines?: number
  /** Whether the first cells of a column are places; only of columns with cells. */
  readonly places: ReadonlyMap<number, boolean>
}

/** How files are opened. */
export interface Opening {
  readonly settings: DataSettings
  /** Names of the columns that are looked for. */
  readonly names?: ReadonlySet<string> | undefined
  /** How many lines of files cannot be cut, by path, of those that are known to have such. */
  readonly ragged: ReadonlyMap<string, RaggedShare>
  /** It is the only file. */
  readonly alone?: boolean
}

/** The engine keeps what it puts aside in memory, so it may be given only files that have few such lines. */
export type RaggedShare = "few" | "many"

interface PlainText {
  readonly path: string
  readonly delimiter: string
  readonly quote: string
  readonly hasHeader: boolean
  /** Lines that cannot be cut. */
  readonly ragged: "none" | "few" | "unknown"
}

/** @throws table.file-empty, table.encoding-unknown, table.columns-miscounted, table.columns-too-many, table.line-endless, table.rows-ragged, base.disk-full */
export async function openCsv(engine: Engine, file: SourceFile, opening: Opening): Promise<CsvFile> {
  const { settings, names } = opening
  const encoding = await fileEncoding(file, file.ownCsv === true ? "utf-8" : settings.encoding)
  const head = await readHead(file, encoding)
  if (head.text.trim() === "") throw fileEmpty(file.name)
  const given = settings.columns
  const hints = file.ownCsv === true ? { ...settings, ...own } : settings
  const { dialect, ...told } = fitDialect(head, hints, given.length > 0 ? undefined : names)
  const width = dialect.names.length
  if (width === 0) throw fileEmpty(file.name)
  if (width > mostColumns) throw columnsTooMany(file.name, width, mostColumns)
  if (given.length > 0 && given.length !== width) throw columnsMiscounted(given.length, width, file.name)
  const text: TextFile = { file, encoding: encoding.name, broken: encoding.broken, dialect, width }
  const plain = {
    format: "csv",
    name: file.name,
    header: given.length > 0 ? given : dialect.names,
    text,
    encoding,
    places: placesIn(head.text, dialect),
    ...told,
  } as const
  const known = opening.ragged.get(file.path)
  if (known !== "many" && encoding.plain && isPlain(dialect) && !/\r(?!\n)|\0/.test(head.text)) {
    const { delimiter, quote, header: hasHeader } = dialect
    const ragged = known ?? (head.whole && opening.alone === true ? "few" : "unknown")
    return { ...plain, read: { path: file.path, delimiter, quote, hasHeader, ragged }, ragged: none, zeros: 0 }
  }
  const path = join(engine.folder, `text-${copies++}.csv`)
  const fails = settings.badRows === "fail"
  const copy = await writePlainCopy(text, path, fails ? mostCounted : undefined)
  if (copy.ragged.count > 0 && fails) throw rowsRagged(copy.ragged)
  return { ...plain, read: { path, delimiter: ",", quote: '"', hasHeader: false, ragged: "none" }, ...copy }
}

export interface CsvReading {
  /**
   * Table for lines that cannot be cut into the right number of cells; without it they stop the reading, as they do in a file that may
   * have many.
   */
  readonly rejects?: string
  /** Lines that cannot be cut are passed over, wherever they are. */
  readonly passesOver?: boolean
  /** Words that mean "no value" stay words. */
  readonly asWritten?: boolean
}

/**
 * The rows of a text file with columns `c0`, `c1` ... of text.
 *
 * Words that mean "no value" are NULL.
 */
export function csvRelation({ header, read, text }: CsvFile, reading: CsvReading = {}): string {
  const { rejects, asWritten = false, passesOver = false } = reading
  const columns = header.map((_, index) => `'${columnKey(index)}': 'VARCHAR'`).join(", ")
  const options = [
    sqlText(read.path),
    "auto_detect = false",
    `delim = ${sqlText(read.delimiter)}`,
    `quote = ${sqlText(read.quote)}`,
    `escape = ${sqlText(read.quote)}`,
    `header = ${read.hasHeader}`,
    // In a copy other line ends are part of a cell.
    ...(read.hasHeader || read.path === text.file.path ? [] : ["new_line = '\\n'"]),
    `nullstr = ${sqlTexts(asWritten ? [""] : missingWords)}`,
    `max_line_size = ${maxLineBytes}`,
    `buffer_size = ${bufferBytes}`,
    `columns = {${columns}}`,
    ...(passesOver ? ["ignore_errors = true"] : []),
    ...(rejects === undefined || read.ragged !== "few"
      ? []
      : ["store_rejects = true", `rejects_table = '${rejects}'`, `rejects_scan = '${rejects}_scan'`]),
  ]
  return `read_csv(${options.join(", ")})`
}

const none: RaggedLines = { count: 0, first: [] }

/** How a table out of a workbook is written here. */
const own = { delimiter: ",", quote: '"', escape: "double", comment: "none", spaces: "keep" } as const

/** Makes the names of copies differ within a process. */
let copies = 0

/** Lines that cannot be cut, beyond which nobody wants to know how many more there are. */
const mostCounted = 100_000

/** More are no table that can be planned, but a matrix or a line that never ends. */
const mostColumns = 20_000

const maxLineBytes = 16_777_216

/** What the engine holds of a file at a time; left alone it takes sixteen of the longest lines. */
const bufferBytes = 2 * maxLineBytes
