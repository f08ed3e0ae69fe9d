import { createWriteStream } from "node:fs"
import { basename, join } from "node:path"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import papaparse from "papaparse"
import { formatNumber, withFileErrors } from "../../base/index.ts"
import { fileMalformed } from "../errors.ts"
import { archiveEmpty, sheetMissing, sheetNeeded, unpackedTooLarge } from "./errors.ts"
import { megabytes, type RawFile, type SourceOptions } from "./options.ts"
import { formulaCounter, sheetPart } from "./unkept-formulas.ts"
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
  const parts = await lookThrough(file, megabytes(settings.unpackedMegabytes))
  const sheets = await sheetsOf(file)
  const sheet = chosen(sheets, file.name, settings.sheet)
  const { name, rows } = sheet
  progress({ text: `reading the sheet ${name} of ${file.name}: ${formatNumber(rows.length)} rows` })
  const path = join(await options.folder(), `${basename(file.path).replace(/\.\w+$/, "")}.csv`)
  await withFileErrors("write", path, () => pipeline(Readable.from(linesOf(rows)), createWriteStream(path)))
  const unkept = parts.formulas.get(sheetPart(sheets.indexOf(sheet), parts) ?? "") ?? 0
  const notes = unkept === 0 ? [] : [unkeptText(file.name, unkept)]
  return { path, name: file.name, ownCsv: true, notes }
}

function unkeptText(file: string, count: number): string {
  const cells = count === 1 ? "1 cell holds a formula" : `${formatNumber(count)} cells hold formulas`
  return `In "${file}" ${cells} whose value the workbook does not keep, and read as missing: open it in a spreadsheet and save it there`
}

type Cell = string | number | boolean | Date | null

interface Sheet {
  readonly name: string
  readonly rows: readonly (readonly Cell[])[]
}

/** What the parts of a workbook say that the library passes over. */
interface Parts {
  readonly workbook: string
  readonly links: string
  /** Formulas without a value, by the name of the part that holds their sheet. */
  readonly formulas: ReadonlyMap<string, number>
}

/** The library unpacks into memory and asks for no limit, and takes a formula without a value for an empty cell. */
async function lookThrough(file: RawFile, maxBytes: number): Promise<Parts> {
  return withZip(file, async (zip, entries) => {
    let bytes = 0
    const formulas = new Map<string, number>()
    const texts = new Map<string, string>([
      [workbookPart, ""],
      [linksPart, ""],
    ])
    for (const entry of entries.filter(({ fileName }) => /\.(?:xml|rels)$/.test(fileName))) {
      const { fileName } = entry
      const counter = formulaCounter()
      const decoder = new TextDecoder()
      for await (const block of await contentOf(zip, entry, file)) {
        bytes += (block as Buffer).length
        if (bytes > maxBytes) throw unpackedTooLarge(file.name, maxBytes)
        const xml = decoder.decode(block as Buffer, { stream: true })
        const known = texts.get(fileName)
        if (known !== undefined) texts.set(fileName, known + xml)
        else if (fileName.startsWith("xl/worksheets/")) counter.push(xml)
      }
      formulas.set(fileName, counter.count())
    }
    return { workbook: texts.get(workbookPart)!, links: texts.get(linksPart)!, formulas }
  })
}

const workbookPart = "xl/workbook.xml"

const linksPart = "xl/_rels/workbook.xml.rels"

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
  const likely = full.reduce((most, sheet) => (sheet.rows.length > most.rows.length ? sheet : most), first)
  throw sheetNeeded(
    file,
    full.map(({ name }) => name),
    likely.name,
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
