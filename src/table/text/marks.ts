import type { DataSettings } from "../config.ts"
import { isTyped } from "../guess/guess.ts"
import type { Marks, TextRow } from "./cut-text.ts"

type Hints = Pick<DataSettings, "delimiter" | "quote" | "escape" | "comment" | "spaces">

type Cut = (marks: Marks) => readonly TextRow[]

/** The marks that cut a text best, those that a person gave among them. */
export function bestMarks(text: string, hints: Hints, cut: Cut): Marks {
  const returns = endsInReturns(text)
  const base = { trim: hints.spaces === "trim", returns, comment: hints.comment === "auto" ? "" : plain(hints.comment) }
  let best: { readonly marks: Marks; readonly score: number; readonly spoiled: boolean } | undefined
  for (const delimiter of hints.delimiter === "auto" ? candidates : [named(hints.delimiter)]) {
    for (const quote of quotesOf(text, hints.quote)) {
      for (const escaping of escapesOf(text, quote, hints.escape)) {
        const without = { ...base, delimiter, quote, escape: escaping }
        const marks = hints.comment === "auto" ? { ...without, comment: commentOf(cut(without)) } : without
        // Quotes are part of the text only where they cannot be what they look like.
        if (quote === "" && hints.quote === "auto" && best?.spoiled === false && best.marks.delimiter === delimiter)
          break
        const rows = cut(marks)
        const score = scoreOf(rows, marks, hints)
        const spoiled = rows.some(({ wrong }) => wrong !== undefined)
        if (best === undefined || score > best.score + 1e-9) best = { marks, score, spoiled }
      }
    }
  }
  const { marks } = best!
  return hints.spaces === "auto" ? { ...marks, trim: hasPaddedCells(cut(marks), marks) } : marks
}

/**
 * Line feeds can stand in cells of a file whose lines end in carriage returns, and the other way round: the first line end decides,
 * unless the other is far more frequent.
 */
function endsInReturns(text: string): boolean {
  const returns = text.match(/\r(?!\n)/g)?.length ?? 0
  const feeds = text.match(/\n/g)?.length ?? 0
  const first = /\r\n|\n|\r/.exec(text)?.[0] === "\r"
  return first ? feeds < 5 * returns : returns > 5 * feeds && feeds < 2
}

/** Names for marks that are hard to write or to see. */
function named(mark: string): string {
  return { tab: "\t", "\\t": "\t", space: " ", comma: ",", semicolon: ";", pipe: "|", bar: "|" }[mark] ?? mark
}

function plain(mark: string): string {
  return mark === "none" ? "" : mark
}

function quotesOf(text: string, hint: string): readonly string[] {
  if (hint !== "auto") return [plain(hint)]
  return ['"', ...(/(^|[^\w])'[^'\n]*'([^\w]|$)/m.test(text) ? ["'"] : []), ...(text.includes('"') ? [""] : [])]
}

function escapesOf(text: string, quote: string, hint: DataSettings["escape"]): readonly Marks["escape"][] {
  if (hint !== "auto") return [hint]
  return quote !== "" && text.includes(`\\${quote}`) ? ["double", "backslash"] : ["double"]
}

/**
 * Share of rows with the commonest number of cells, in favour of more cells and against rows that cannot be cut and cells that hold
 * another delimiter; 0 when that number is one.
 */
function scoreOf(rows: readonly TextRow[], marks: Marks, asked: Hints): number {
  const body = rows.filter(({ cells }) => cells.length > 1 || cells[0] !== "")
  if (body.length === 0) return 0
  const counts = new Map<number, number>()
  let spoiled = 0
  for (const { cells, wrong } of body) {
    if (wrong === undefined) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
    else spoiled++
  }
  let width = 1
  let most = 0
  for (const [cells, count] of counts)
    if (count > most || (count === most && cells > width)) [width, most] = [cells, count]
  const penalty = spoiled / body.length
  // Told which delimiter it is, only quotes and escapes are to be found.
  if (width < 2) return asked.delimiter !== "auto" ? 0.1 - penalty / 10 + quoteBonus(body, marks) : 0
  if (marks.quote === "" && asked.quote === "auto" && !standAlone(body)) return 0
  const share = most / body.length
  if (marks.delimiter === " " && asked.delimiter === "auto" && !areCells(body, most)) return 0
  // A word with a comma in most lines must not beat a tab that cuts every line into ten cells.
  const against = foreignShare(body, marks) + cutQuotes(body, marks)
  const evidence = share - penalty + Math.min(width, 100) / 1000 - against + quoteBonus(body, marks)
  if (marks.delimiter === ":" && holdTimes(body)) return evidence - 0.5
  return marks.delimiter === " " ? evidence - 0.3 : evidence
}

/** What a colon cuts in most lines is the time of a day or how long something took. */
function holdTimes(rows: readonly TextRow[]): boolean {
  const timed = rows.filter(({ cells }) => /(^|\D)\d{1,2}:\d\d(\D|$)/.test(cells.join(":")))
  return timed.length > rows.length / 2
}

/** Quotes that are part of the text: several cells begin with one, and none is wrapped in them. */
function standAlone(rows: readonly TextRow[]): boolean {
  const cells = rows.flatMap((row) => row.cells.map((cell) => cell.trim()))
  const begin = cells.filter((cell) => cell.startsWith('"'))
  return begin.length > 2 && begin.every((cell) => cell.length < 2 || !cell.endsWith('"'))
}

/** Words of sentences stand between spaces too: cells are as many in every row, and some column holds numbers. */
function areCells(rows: readonly TextRow[], most: number): boolean {
  const [header, ...rest] = rows
  const isNarrow = header !== undefined && header.cells.length === (rest[0]?.cells.length ?? 0) - 1
  if (rest.length < 2 || (most < rows.length && !(isNarrow && most === rest.length))) return false
  return rest[0]!.cells.some((_, column) => rest.every(({ cells }) => isTyped(cells[column] ?? "")))
}

/** Cells with another delimiter in them, unless it is a comma or space, which texts and numbers have. */
function foreignShare(rows: readonly TextRow[], { delimiter, quote }: Marks): number {
  let cells = 0
  let foreign = 0
  for (const row of rows) {
    for (const cell of row.cells) {
      cells++
      if (/[;\t|]/.test(cell) && !(quote !== "" && /[\n,]/.test(cell) && delimiter === ",")) foreign++
    }
  }
  return cells === 0 ? 0 : (0.5 * foreign) / cells
}

/** Rows in which a delimiter stands between an opening and a closing quote: it cuts texts and no cells. */
function cutQuotes(rows: readonly TextRow[], { quote }: Marks): number {
  if (quote === "") return 0
  const cut = rows.filter(({ cells }) => cells.filter((cell) => isHalf(cell, quote)).length > 1)
  return (0.3 * cut.length) / rows.length
}

function isHalf(cell: string, quote: string): boolean {
  if (!cell.includes(quote)) return false
  // An apostrophe is no quote.
  const marks = quote === '"' ? cell : cell.replace(/\w'\w/g, "")
  return marks.split(quote).length % 2 === 0
}

/** Cells that are wrapped in a mark which is not taken for a quote speak against the marks. */
function quoteBonus(rows: readonly TextRow[], { quote }: Marks): number {
  let cells = 0
  let wrapped = 0
  for (const row of rows) {
    for (const cell of row.cells) {
      cells++
      if (/^\s*(["'])[\s\S]*\1\s*$/.test(cell) && cell.trim().length > 1) wrapped++
    }
  }
  const share = cells === 0 ? 0 : wrapped / cells
  return -0.2 * share - (quote === "" ? 0.001 : 0)
}

/** Lines that begin with a mark and are not cut like the others: a heading `#id` is no comment. */
function commentOf(rows: readonly TextRow[]): string {
  const counts = new Map<number, number>()
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  const [width = 1] = [...counts].sort((one, other) => other[1] - one[1])[0] ?? []
  for (const mark of commentMarks) {
    const marked = rows.filter(({ cells }) => cells[0]?.startsWith(mark))
    if (marked.length === 0 || marked.length > rows.length / 2 + 2) continue
    // In the first line a mark may belong to the name of a column, and in a table of one column to any of its values.
    if (width > 1 && marked.some(({ cells }) => cells.length !== width)) return mark
  }
  return ""
}

/** Spaces behind nearly every delimiter, or cells filled up with spaces. */
function hasPaddedCells(rows: readonly TextRow[], { delimiter }: Marks): boolean {
  if (delimiter === " ") return true
  let before = 0
  let behind = 0
  let cells = 0
  for (const row of rows) {
    for (const cell of row.cells.slice(1)) {
      if (cell.trim() === "") continue
      cells++
      if (cell.startsWith(" ")) before++
      if (cell.endsWith(" ")) behind++
    }
  }
  return cells > 0 && (before >= 0.5 * cells || behind >= 0.5 * cells)
}

const candidates = [",", ";", "\t", "|", "^", "~", "\u0001", "\u00a7", ":", " "]

const commentMarks = ["#", "//", "%", "--", ";"]
