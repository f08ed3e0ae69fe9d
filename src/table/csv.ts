import { missingWords } from "../schema/index.ts"
import type { DataSettings } from "./config.ts"
import { sniffDialect } from "./dialect.ts"
import type { Engine } from "./engine.ts"
import { columnsMiscounted, encodingUnknown, fileEmpty, type RaggedRow } from "./errors.ts"
import type { SourceFile } from "./files.ts"
import { readHead } from "./head.ts"
import { columnKey, sqlText, sqlTexts } from "./sql.ts"

/** A CSV file whose dialect is known; all its cells are text. */
export interface CsvFile {
  readonly format: "csv"
  readonly path: string
  readonly name: string
  readonly delimiter: string
  /** The first line names the columns and is no row. */
  readonly hasHeader: boolean
  /** Names as they stand there, one a column; empty without a header. */
  readonly header: readonly string[]
}

/** @throws table.file-empty, table.encoding-unknown, table.columns-miscounted */
export async function openCsv(file: SourceFile, settings: DataSettings): Promise<CsvFile> {
  const head = await readHead(file, headBytes)
  if (head.trim() === "") throw fileEmpty(file.name)
  const dialect = sniffDialect(head, settings)
  const given = settings.columns
  if (given.length > 0 && given.length !== dialect.names.length) {
    throw columnsMiscounted(given.length, dialect.names.length, file.name)
  }
  return {
    format: "csv",
    path: file.path,
    name: file.name,
    delimiter: dialect.delimiter,
    hasHeader: dialect.header,
    header: given.length > 0 ? given : dialect.names,
  }
}

export interface CsvReading {
  /** Table for lines that cannot be cut into the right number of cells; without it they stop the reading. */
  readonly rejects?: string
  /** Words that mean "no value" stay words. */
  readonly asWritten?: boolean
}

/**
 * The rows of a CSV file with columns `c0`, `c1` ... of text.
 *
 * Words that mean "no value" are NULL.
 */
export function csvRelation(file: CsvFile, { rejects, asWritten = false }: CsvReading = {}): string {
  const columns = file.header.map((_, index) => `'${columnKey(index)}': 'VARCHAR'`).join(", ")
  const options = [
    sqlText(file.path),
    "auto_detect = false",
    `delim = ${sqlText(file.delimiter)}`,
    `quote = '"'`,
    `escape = '"'`,
    `header = ${file.hasHeader}`,
    `nullstr = ${sqlTexts(asWritten ? [""] : missingWords)}`,
    `max_line_size = ${maxLineBytes}`,
    `columns = {${columns}}`,
    ...(rejects === undefined
      ? []
      : ["store_rejects = true", `rejects_table = '${rejects}'`, `rejects_scan = '${rejects}_scan'`]),
  ]
  return `read_csv(${options.join(", ")})`
}

export interface RaggedLines {
  /** Lines that cannot be cut. */
  readonly count: number
  readonly first: readonly RaggedRow[]
}

/**
 * What a reading with `rejects` put aside.
 *
 * @throws table.encoding-unknown
 */
export async function raggedLines(engine: Engine, rejects: string): Promise<RaggedLines> {
  const lines = `(SELECT scan_id, file_id, line, any_value(error_type) AS kind, any_value(error_message) AS wrong,
    any_value(csv_line) AS text FROM ${rejects} GROUP BY ALL)`
  const [{ count } = { count: 0 }] = await engine.records(`SELECT count(*)::DOUBLE AS count FROM ${lines}`)
  const first = await engine.records(
    `SELECT file_path AS file, line::DOUBLE AS line, text, wrong, kind FROM ${lines} JOIN ${rejects}_scan USING (scan_id, file_id)
     ORDER BY scan_id, file_id, line LIMIT ${shownRows}`,
  )
  const unicode = first.find(({ kind }) => kind === "INVALID ENCODING" || kind === "INVALID UNICODE")
  if (unicode !== undefined) throw encodingUnknown(String(unicode["file"]))
  return {
    count: Number(count),
    first: first.map(({ file, line, text, wrong }) => ({
      file: String(file),
      line: Number(line),
      text: String(text).slice(0, 200),
      wrong: inWords(String(wrong)),
    })),
  }
}

function inWords(wrong: string): string {
  const cells = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(wrong)
  if (cells !== null) return `wanted ${cells[1]} cells and it has ${cells[2]}`
  return /unterminated quote/.test(wrong) ? "a quote is opened and not closed" : wrong.replace(/\.$/, "")
}

/** Rows listed in an error. */
export const shownRows = 20

const headBytes = 1 << 18

const maxLineBytes = 16_777_216
