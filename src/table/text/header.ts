import { isTyped } from "../guess/guess.ts"
import type { TextRow } from "./cut-text.ts"

/** Where the rows of a text begin, and what their columns are called. */
export interface Layout {
  readonly header: boolean
  readonly names: readonly string[]
  readonly trailing: boolean
  /** The first cell of each row is its name, and the header has none for it. */
  readonly rowNames: boolean
  /** Lines above the header; undefined when it begins where the text does. */
  readonly skipLines: number | undefined
  readonly titles: readonly string[]
}

/**
 * Lines above the table are cut otherwise than its rows. The first line of the table is a header unless every column of numbers or
 * dates begins with one, or, without such columns, its words come again below.
 */
export function findHeader(
  all: readonly TextRow[],
  hints: { readonly header: "auto" | "yes" | "no"; readonly titles: boolean },
): Layout {
  const rows = all.filter(({ cells }) => cells.length > 1 || cells[0] !== "")
  const width = commonest(rows)
  const above = hints.titles ? titleCount(rows, width) : 0
  const start = hints.titles && isGroupRow(rows.slice(above), width) ? above + 1 : above
  const titles = rows.slice(0, start).map(({ cells }) =>
    cells
      .filter((cell) => cell.trim() !== "")
      .join(" ")
      .trim(),
  )
  const table = rows.slice(start)
  const first = table[0]?.cells ?? []
  const trailing = endsInDelimiter(table)
  const cells = table.map((row) => ({ ...row, cells: trailing ? withoutLast(row.cells, width) : row.cells }))
  const header = hints.header === "auto" ? looksLikeHeader(cells) : hints.header === "yes"
  const columns = trailing ? width - 1 : Math.max(width, 1)
  const own = cells[0]?.cells ?? first
  const rowNames = header && own.length === columns - 1 && cells.length > 1
  return {
    header,
    names: header ? [...(rowNames ? [""] : []), ...own] : Array.from({ length: columns }, () => ""),
    trailing,
    rowNames,
    skipLines: start > 0 ? table[0]!.line - 1 : undefined,
    titles,
  }
}

function commonest(rows: readonly TextRow[]): number {
  const counts = new Map<number, number>()
  for (const { cells, wrong } of rows) {
    if (wrong === undefined) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1)
  }
  let width = rows[0]?.cells.length ?? 1
  let most = counts.get(width) ?? 0
  for (const [cells, count] of counts) if (count > most) [width, most] = [cells, count]
  return width
}

/** Rows above the table: few cells, or one cell and the rest empty. */
function titleCount(rows: readonly TextRow[], width: number): number {
  if (width < 2) return 0
  for (const [position, { cells, wrong }] of rows.entries()) {
    if (position >= mostTitles) return 0
    const filled = cells.filter((cell) => cell.trim() !== "").length
    const isTitle =
      wrong !== undefined || (width > 2 && filled <= 1) || (cells.length !== width && cells.length <= width / 2)
    if (!isTitle) return position
  }
  return 0
}

/** Names of groups of columns, as merged cells leave them: some are empty, and the next row names each column of a table of values. */
function isGroupRow(rows: readonly TextRow[], width: number): boolean {
  const [groups = [], names = [], ...rest] = rows.map(({ cells }) => cells.map((cell) => cell.trim()))
  const filled = groups.filter((cell) => cell !== "")
  const isNames = names.length === width && new Set(names).size === width && !names.includes("") && !names.some(isTyped)
  if (groups.length !== width || filled.length === width || filled.some(isTyped) || !isNames) return false
  return names.some((_, column) => {
    const cells = rest.map((row) => row[column] ?? "").filter((cell) => cell !== "")
    return cells.length > 1 && cells.filter(isTyped).length >= 0.9 * cells.length
  })
}

/** The cell behind the last delimiter is empty in every row; the header may lack it. */
function endsInDelimiter(rows: readonly TextRow[]): boolean {
  const [header, ...rest] = rows
  const width = commonest(rest)
  if (header === undefined || rest.length === 0 || width < 3) return false
  const isEmpty = ({ cells }: TextRow): boolean => cells.length < width || cells[width - 1] === ""
  const own = header.cells.length === width - 1 || (header.cells.length === width && header.cells[width - 1] === "")
  return own && rest.every(isEmpty)
}

function withoutLast(cells: readonly string[], width: number): readonly string[] {
  return cells.length === width ? cells.slice(0, -1) : cells
}

function looksLikeHeader(rows: readonly TextRow[]): boolean {
  const [{ cells: first } = { cells: [] as readonly string[] }, ...rest] = rows
  if (rest.length === 0) return true
  const columns = first.map((_, column) =>
    rest.map(({ cells }) => cells[column]?.trim() ?? "").filter((cell) => cell !== ""),
  )
  const typed = columns.map((cells) => cells.length > 0 && cells.filter(isTyped).length >= 0.9 * cells.length)
  if (!typed.includes(true)) return !comesAgain(first, columns)
  if (first.some((cell, column) => typed[column] && cell.trim() !== "" && !isTyped(cell.trim()))) return true
  const numbers = first.filter((_, column) => typed[column])
  // Years over columns of numbers are names.
  return (
    typed.includes(false) &&
    areSteps(numbers) &&
    !comesAgain(
      first.filter((_, column) => !typed[column]),
      columns.filter((_, column) => !typed[column]),
    )
  )
}

/** The words of most columns' first cells stand below them too. */
function comesAgain(first: readonly string[], columns: readonly (readonly string[])[]): boolean {
  const again = first.filter((cell, column) => cell.trim() !== "" && columns[column]!.includes(cell.trim()))
  return again.length > first.length / 2
}

function areSteps(cells: readonly string[]): boolean {
  if (cells.length < 3 || !cells.every((cell) => /^\s*\d{1,4}\s*$/.test(cell))) return false
  const step = Number(cells[1]) - Number(cells[0])
  return step !== 0 && cells.every((cell, index) => index === 0 || Number(cell) - Number(cells[index - 1]) === step)
}

/** More lines above a table than this are part of it. */
const mostTitles = 50
