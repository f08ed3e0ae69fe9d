/** How the cells of a text stand beside each other. */
export interface Marks {
  /** One or several characters; a space stands for any number of them. */
  readonly delimiter: string
  /** Empty when cells are never quoted. */
  readonly quote: string
  /** How a quote inside quotes is written: twice, or with a backslash before it. */
  readonly escape: "double" | "backslash"
  /** Lines that begin with it are no rows; empty when there are none. */
  readonly comment: string
  /** Spaces around cells that are not quoted do not belong to them. */
  readonly trim: boolean
  /** A carriage return alone ends a line. */
  readonly returns: boolean
}

/** One row of a text. */
export interface TextRow {
  readonly cells: readonly string[]
  /** Line of the file it begins in, from 1. */
  readonly line: number
  /** What keeps it from being cut; the cells are then all of its text. */
  readonly wrong?: string
}

/** Rows come one by one, as a text may hold more of them than there is memory for; they are to be taken to the last. */
export interface TextCutter {
  /** Rows that are whole with this text behind all that came before. */
  push(text: string): Iterable<TextRow>
  /** The last row, when no line end stands behind it. */
  end(): Iterable<TextRow>
}

/**
 * Cut a text into rows of cells, as it comes. An empty line is a row with one empty cell. A quote that is never closed spoils its
 * own line only.
 */
export function textCutter(marks: Marks, firstLine = 1): TextCutter {
  let rest = ""
  let line = firstLine
  let inTail = false
  function* cut(final: boolean): Generator<TextRow> {
    let at = 0
    while (at < rest.length) {
      if (inTail) {
        const end = lineEnd(rest, at, { marks, final })
        at = end?.next ?? lastReturn(rest)
        if (end === undefined) break
        inTail = false
        line++
        continue
      }
      const found = rowAt(rest, at, { marks, final })
      if (found === undefined) break
      if (found.cells !== undefined) {
        const { cells, wrong = longFault(rest, at, found.next) } = found
        yield wrong === undefined ? { cells, line } : { cells, line, wrong }
      }
      line += found.lines
      at = found.next
      inTail = found.endless === true
    }
    rest = rest.slice(at)
  }
  return {
    push: (text) => {
      rest += text
      return cut(false)
    },
    end: () => cut(true),
  }
}

interface Found {
  /** undefined for a comment */
  readonly cells?: readonly string[]
  readonly next: number
  readonly lines: number
  readonly wrong?: string
  /** The line goes on behind the text; the rest of it is no row. */
  readonly endless?: true
}

interface Reading {
  readonly marks: Marks
  /** Nothing comes behind this text. */
  readonly final: boolean
}

/** @returns undefined when the row may go on behind the text */
function rowAt(text: string, start: number, reading: Reading): Found | undefined {
  const { marks, final } = reading
  if (marks.comment !== "" && text.startsWith(marks.comment, start)) {
    const end = lineEnd(text, start, reading)
    return end === undefined ? undefined : { next: end.next, ...linesOf(end) }
  }
  const cells: string[] = []
  let lines = 1
  let at = marks.delimiter === " " ? afterSpaces(text, start) : start
  for (;;) {
    const cell = cellAt(text, at, reading)
    if (cell === "open") {
      // A quote that is still open after so much text is a fault, and so is one that the end of the file leaves open.
      if (!final && text.length - start < longestRow) return undefined
      return spoiled(text, start, { reading, wrong: notClosed })
    }
    if (cell === "spoiled") return spoiled(text, start, { reading, wrong: "text stands behind a closing quote" })
    if (cell.lines > 0 && cell.end - start > longestRow) return spoiled(text, start, { reading, wrong: notClosed })
    cells.push(cell.text)
    lines += cell.lines
    at = marks.delimiter === " " ? afterSpaces(text, cell.end) : cell.end
    if (at >= text.length) {
      if (final) return { cells, next: at, lines }
      return text.length - start < longestRow ? undefined : tooLong(text, start, reading)
    }
    const ended = endAt(text, at, reading)
    if (ended === "unknown") return undefined
    if (ended !== undefined) return { cells, next: ended, lines }
    if (marks.delimiter !== " ") at += marks.delimiter.length
  }
}

/** Position behind the line end at `at`; undefined when there is none, `unknown` when the next text decides. */
function endAt(text: string, at: number, { marks, final }: Reading): number | "unknown" | undefined {
  const code = text.charCodeAt(at)
  if (code === lineFeed) return at + 1
  if (code !== carriageReturn) return undefined
  if (at + 1 >= text.length) return final ? at + 1 : "unknown"
  if (text.charCodeAt(at + 1) === lineFeed) return at + 2
  return marks.returns ? at + 1 : undefined
}

function lineEnd(
  text: string,
  start: number,
  reading: Reading,
): { readonly at: number; readonly next: number; readonly endless?: true } | undefined {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code !== lineFeed && code !== carriageReturn) continue
    const next = endAt(text, at, reading)
    if (next === "unknown") return undefined
    if (next !== undefined) return { at, next }
  }
  if (reading.final) return { at: text.length, next: text.length }
  const at = lastReturn(text)
  return at - start >= longestRow ? { at, next: at, endless: true } : undefined
}

/** The end of a text, but for a carriage return there that may be half a line end. */
function lastReturn(text: string): number {
  return text.charCodeAt(text.length - 1) === carriageReturn ? text.length - 1 : text.length
}

function spoiled(
  text: string,
  start: number,
  { reading, wrong }: { readonly reading: Reading; readonly wrong: string },
): Found | undefined {
  const end = lineEnd(text, start, reading)
  return end === undefined ? undefined : { cells: [text.slice(start, end.at)], next: end.next, ...linesOf(end), wrong }
}

function linesOf({ endless }: { readonly endless?: true }): Pick<Found, "lines" | "endless"> {
  return endless === true ? { lines: 0, endless } : { lines: 1 }
}

function tooLong(text: string, start: number, reading: Reading): Found | undefined {
  return spoiled(text, start, { reading, wrong: `it is longer than ${longestRow} characters` })
}

/** What is wrong with a row that has too many bytes, though not characters. */
function longFault(text: string, start: number, end: number): string | undefined {
  const mayBe = (end - start) * mostBytesOfOne > longestRow
  return mayBe && Buffer.byteLength(text.slice(start, end)) > longestRow
    ? `it is longer than ${longestRow} bytes`
    : undefined
}

interface Cell {
  readonly text: string
  readonly end: number
  /** Line ends inside. */
  readonly lines: number
}

function cellAt(text: string, start: number, reading: Reading): Cell | "open" | "spoiled" {
  const { marks } = reading
  if (marks.quote !== "") {
    const at = marks.delimiter === " " ? start : afterSpaces(text, start)
    if (text.startsWith(marks.quote, at)) return quotedCell(text, at + marks.quote.length, reading)
  }
  return marks.escape === "backslash" ? escapedCell(text, start, marks) : plainCell(text, start, marks)
}

function plainCell(text: string, start: number, marks: Marks): Cell {
  const { delimiter, returns } = marks
  const first = delimiter.charCodeAt(0)
  let at = start
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === first && (delimiter.length === 1 || text.startsWith(delimiter, at))) break
    if (code === lineFeed) break
    // A carriage return within a line is part of the cell.
    if (code === carriageReturn && (returns || at + 1 >= text.length || text.charCodeAt(at + 1) === lineFeed)) break
  }
  return { text: trimmed(text.slice(start, at), marks), end: at, lines: 0 }
}

/** A backslash before a character takes its meaning away. */
function escapedCell(text: string, start: number, marks: Marks): Cell {
  let value = ""
  let at = start
  for (;;) {
    const cell = plainCell(text, at, { ...marks, trim: false })
    const slash = cell.text.indexOf("\\")
    if (slash < 0) return { text: trimmed(value + cell.text, marks), end: cell.end, lines: 0 }
    const escaped = text[at + slash + 1] ?? ""
    const isMark =
      escaped === "\\" || escaped === marks.quote || (escaped !== "" && marks.delimiter.startsWith(escaped))
    value += cell.text.slice(0, slash) + (isMark ? escaped : `\\${escaped === "\n" || escaped === "\r" ? "" : escaped}`)
    at += slash + (isMark || (escaped !== "\n" && escaped !== "\r" && escaped !== "") ? 2 : 1)
  }
}

function quotedCell(text: string, start: number, reading: Reading): Cell | "open" | "spoiled" {
  const { quote, escape: escaping } = reading.marks
  let value = ""
  let at = start
  for (;;) {
    const close = text.indexOf(quote, at)
    if (close < 0) return "open"
    const part = text.slice(at, close)
    const slash = escaping === "backslash" ? part.indexOf("\\") : -1
    if (slash >= 0) {
      const escaped = text[at + slash + 1] ?? ""
      value += part.slice(0, slash) + (escaped === quote || escaped === "\\" ? escaped : `\\${escaped}`)
      at += slash + 2
      continue
    }
    value += part
    if (text.startsWith(quote, close + 1)) {
      value += quote
      at = close + 2
      continue
    }
    return closed(text, { value, end: close + 1 }, reading)
  }
}

/** Behind a closing quote stand spaces at most, then a delimiter or the end of the line. */
function closed(
  text: string,
  { value, end }: { readonly value: string; readonly end: number },
  { marks: { delimiter, returns }, final }: Reading,
): Cell | "spoiled" {
  const at = delimiter === " " ? end : afterSpaces(text, end)
  const code = text.charCodeAt(at)
  const ends =
    at >= text.length ||
    text.startsWith(delimiter, at) ||
    (!final && delimiter.startsWith(text.slice(at, at + delimiter.length))) ||
    code === lineFeed ||
    (code === carriageReturn && (returns || at + 1 >= text.length || text.charCodeAt(at + 1) === lineFeed))
  return ends ? { text: value, end: at, lines: countLines(value, returns) } : "spoiled"
}

function countLines(text: string, returns: boolean): number {
  let lines = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === lineFeed || (returns && code === carriageReturn && text.charCodeAt(at + 1) !== lineFeed)) lines++
  }
  return lines
}

function afterSpaces(text: string, start: number): number {
  let at = start
  while (text.charCodeAt(at) === space) at++
  return at
}

function trimmed(text: string, { trim }: Marks): string {
  return trim ? text.trim() : text
}

const notClosed = "a quote is opened and not closed"

/** Of one unit of a text in UTF-8. */
const mostBytesOfOne = 3

const lineFeed = 0x0a
const carriageReturn = 0x0d
const space = 0x20

/** Characters; a longer row is a quote that was never closed, or no row. */
export const longestRow = 16_777_216
