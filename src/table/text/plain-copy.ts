import { once } from "node:events"
import { createWriteStream } from "node:fs"
import { withFileErrors } from "../../base/index.ts"
import type { RaggedLines, RaggedRow } from "../errors.ts"
import type { SourceFile } from "../files.ts"
import { type TextRow, textCutter } from "./cut-text.ts"
import type { Dialect } from "./dialect.ts"
import { textOf } from "./text-stream.ts"

/** A text file and how it is written. */
export interface TextFile {
  readonly file: SourceFile
  readonly encoding: string
  /** Some bytes may be none of the encoding. */
  readonly broken: boolean
  readonly dialect: Dialect
  /** Columns of the table. */
  readonly width: number
}

/** What the engine cuts as `textCutter` does. */
export function isPlain(dialect: Dialect): boolean {
  const { delimiter, quote, escape: escaping, comment, trim, returns, skipLines, trailing, rowNames } = dialect
  return (
    Buffer.byteLength(delimiter) === 1 &&
    delimiter !== " " &&
    (quote === '"' || quote === "'") &&
    escaping === "double" &&
    comment === "" &&
    !trim &&
    !returns &&
    skipLines === 0 &&
    !trailing &&
    !rowNames
  )
}

export interface PlainCopy {
  readonly ragged: RaggedLines
  /** Zero bytes taken out of the text. */
  readonly zeros: number
}

/**
 * Write the rows of a text file as the engine reads them best: UTF-8, commas, quotes where they are needed, no header. Lines that
 * cannot be cut into the right number of cells are put aside.
 *
 * @param mostRagged so many lines put aside end the writing
 * @throws base.disk-full, base.file-unreadable
 */
export async function writePlainCopy(
  source: TextFile,
  path: string,
  mostRagged = Number.POSITIVE_INFINITY,
): Promise<PlainCopy> {
  const aside: RaggedRow[] = []
  let count = 0
  let zeros = 0
  await withFileErrors("write", path, async () => {
    const out = createWriteStream(path)
    const failed = once(out, "error").then(([error]) => Promise.reject(error as Error))
    failed.catch(() => {})
    for await (const block of rowsOf(source, (found) => (zeros += found))) {
      let text = ""
      for (const row of block) {
        if (row.wrong === undefined) text += plainLine(row.cells)
        else {
          count++
          if (aside.length < shownRows) aside.push(asRagged(source, row))
        }
      }
      if (text !== "" && !out.write(text)) await Promise.race([once(out, "drain"), failed])
      if (count >= mostRagged) break
    }
    out.end()
    await Promise.race([once(out, "close"), failed])
  })
  return { ragged: { count, first: aside, ...(count >= mostRagged && { more: true }) }, zeros }
}

/** A row below the header: its cells are as many as the table has columns, unless something is wrong with it. */
export type BodyRow = TextRow

/** The rows of a text file below its header, block by block, with what is wrong with each; empty lines are none. */
export async function* rowsOf(
  source: TextFile,
  onZeros: (count: number) => void = () => {},
): AsyncGenerator<BodyRow[]> {
  const { file, encoding, dialect } = source
  const cutter = textCutter(dialect, dialect.skipLines + 1)
  const skip = lineSkipper(dialect.skipLines)
  let header = dialect.header
  function* body(rows: Iterable<TextRow>): Generator<BodyRow[]> {
    let found: BodyRow[] = []
    for (const row of rows) {
      if (row.cells.length === 1 && row.cells[0] === "" && row.wrong === undefined && source.width > 1) continue
      if (header) header = false
      else if (found.push(checked(row, source)) >= mostAtOnce) {
        yield found
        found = []
      }
    }
    yield found
  }
  for await (const text of textOf(file, encoding)) {
    const clean = text.includes("\0") ? text.replaceAll("\0", "") : text
    if (clean.length < text.length) onZeros(text.length - clean.length)
    yield* body(cutter.push(skip(clean)))
  }
  yield* body(cutter.end())
}

function checked(row: TextRow, { width, dialect, broken }: TextFile): BodyRow {
  if (row.wrong !== undefined) return row
  const { cells, line } = row
  if (broken && cells.some((cell) => cell.includes("\ufffd"))) {
    return { ...row, wrong: "it has bytes that are no characters of its encoding" }
  }
  if (cells.length === width) return row
  const isTrailing = dialect.trailing && cells.length === width + 1 && cells[width] === ""
  return isTrailing
    ? { cells: cells.slice(0, width), line }
    : { ...row, wrong: `wanted ${width} cells and it has ${cells.length}` }
}

/** Takes whole lines off the beginning of a text that comes in pieces. */
function lineSkipper(count: number): (text: string) => string {
  let left = count
  let afterReturn = false
  return (text) => {
    let at = 0
    while ((left > 0 || afterReturn) && at < text.length) {
      const code = text.charCodeAt(at)
      if (afterReturn) {
        afterReturn = false
        if (code === 0x0a) {
          at++
          continue
        }
        if (left === 0) break
      }
      at++
      if (code === 0x0a || code === 0x0d) {
        left--
        afterReturn = code === 0x0d
      }
    }
    return text.slice(at)
  }
}

function plainLine(cells: readonly string[]): string {
  let line = ""
  for (const [index, cell] of cells.entries()) {
    if (index > 0) line += ","
    line += needsQuotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
  }
  // An empty line of a single column would be no row.
  return line === "" ? '""\n' : `${line}\n`
}

function asRagged({ file, dialect }: TextFile, { cells, line, wrong = "" }: BodyRow): RaggedRow {
  return { file: file.name, line, text: cells.join(dialect.delimiter).slice(0, 200), wrong }
}

/** Spaces at an end are kept inside quotes. */
const needsQuotes = /[",\n\r]|^\s|\s$/

/** Rows of a block. */
const mostAtOnce = 10_000

/** Rows listed in an error. */
export const shownRows = 20
