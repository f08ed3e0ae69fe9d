import { createWriteStream } from "node:fs"
import { basename, join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import papaparse from "papaparse"
import { formatNumber, withFileErrors } from "../../base/index.ts"
import { fileMalformed } from "../errors.ts"
import { archiveEmpty, sheetMissing, sheetNeeded, unpackedTooLarge } from "./errors.ts"
import { megabytes, type RawFile, type SourceOptions } from "./options.ts"
import { contentOf, withZip } from "./unzip.ts"

/**
 * One sheet of an Excel workbook, written out as CSV: a sheet has no types that hold for a column, so its cells are read as those of
 * a CSV file are. Dates become ISO 8601, formulas the values that the workbook keeps of them.
 *
 * @throws table.sheet-needed, table.sheet-missing, table.unpacked-too-large, table.archive-broken, table.file-malformed
 */
export async function readExcel(file: RawFile, options: SourceOptions): Promise<RawFile> {
  const { settings, progress } = options
  progress({ text: `reading ${file.name}` })
  await checkSize(file, megabytes(settings.unpackedMegabytes))
  const { name, rows } = chosen(await sheetsOf(file), file.name, settings.sheet)
  progress({ text: `reading the sheet ${name} of ${file.name}: ${formatNumber(rows.length)} rows` })
  const path = join(await options.folder(), `${basename(file.path).replace(/\.\w+$/, "")}.csv`)
  await withFileErrors("write", path, () => pipeline(Readable.from(linesOf(rows)), createWriteStream(path)))
  return { path, name: file.name, ownCsv: true }
}

type Cell = string | number | boolean | Date | null

interface Sheet {
  readonly name: string
  readonly rows: readonly (readonly Cell[])[]
}

/** The library unpacks into memory and asks for no limit. */
async function checkSize(file: RawFile, maxBytes: number): Promise<void> {
  await withZip(file, async (zip, entries) => {
    let bytes = 0
    for (const entry of entries.filter(({ fileName }) => fileName.endsWith(".xml"))) {
      for await (const block of await contentOf(zip, entry, file)) {
        bytes += (block as Buffer).length
        if (bytes > maxBytes) throw unpackedTooLarge(file.name, maxBytes)
      }
    }
  })
}

async function sheetsOf({ path, name }: RawFile): Promise<readonly Sheet[]> {
  const { default: readWorkbook } = await import("read-excel-file/node")
  try {
    const sheets = await readWorkbook(path, { trim: false })
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data as unknown as Sheet["rows"] }))
  } catch (error) {
    throw error instanceof Error && !("syscall" in error) ? fileMalformed(name, error) : error
  }
}

function chosen(sheets: readonly Sheet[], file: string, wanted: string): Sheet {
  const names = sheets.map(({ name }) => name)
  if (wanted !== "") {
    const found = sheets.find(({ name }) => name === wanted)
    if (found === undefined) throw sheetMissing(file, wanted, names)
    return found
  }
  const full = sheets.filter(({ rows }) => rows.length > 0)
  const [first] = full
  if (first === undefined) throw archiveEmpty(file)
  if (full.length === 1) return first
  throw sheetNeeded(
    file,
    full.map(({ name }) => name),
  )
}

function* linesOf(sheet: Sheet["rows"]): Generator<string> {
  const rows = withoutEmptyColumns(sheet)
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const hasTime = Array.from({ length: width }, (_, column) => rows.some((row) => isTimed(row[column])))
  for (const row of rows) {
    const cells = hasTime.map((timed, column) => textOf(row[column] ?? null, timed))
    // An empty line would be no row at all.
    yield width === 1 && cells[0] === "" ? '""\n' : `${papaparse.unparse([cells], { newline: "\n" })}\n`
  }
}

/** A table that does not begin in the first column of its sheet, or has a gap, leaves columns in which nothing stands at all. */
function withoutEmptyColumns(rows: Sheet["rows"]): Sheet["rows"] {
  const filled = new Set<number>()
  for (const row of rows)
    for (const [column, cell] of row.entries()) if (cell !== null && cell !== "") filled.add(column)
  return rows.map((row) => row.filter((_, column) => filled.has(column)))
}

const isTimed = (cell: Cell | undefined): boolean =>
  cell instanceof Date && wholeSeconds(cell).getTime() % 86_400_000 !== 0

/** A moment is a share of a day in a workbook; what is left of a second on the way is up to a millisecond less than it was. */
function wholeSeconds(moment: Date): Date {
  const next = moment.getTime() + 1
  return next % 1000 === 0 ? new Date(next) : moment
}

function textOf(cell: Cell, timed: boolean): string {
  if (cell === null) return ""
  if (!(cell instanceof Date)) return String(cell)
  const text = wholeSeconds(cell).toISOString()
  // A time without a day is a share of the day before the calendar of Excel begins.
  if (cell.getUTCFullYear() < 1900) return text.slice(11, 19)
  return timed ? text.replace("T", " ").replace(/(?:\.000)?Z$/, "") : text.slice(0, 10)
}
