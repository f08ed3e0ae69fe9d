import papaparse from "papaparse"

/** How a CSV file is written. */
export interface Dialect {
  readonly delimiter: string
  /** The first line names the columns. */
  readonly header: boolean
  /** Cells of the first line if it is a header; else as many empty texts as there are columns. */
  readonly names: readonly string[]
}

export interface DialectHints {
  readonly delimiter: string
  readonly header: "auto" | "yes" | "no"
}

/**
 * The dialect of the beginning of a CSV file.
 *
 * The delimiter is the one that cuts most lines into the same number of cells, of at least two; a file that none cuts has one
 * column. The first line is a header unless every column of numbers begins with a number.
 *
 * @param text some hundred lines at most are looked at; the last one may be cut off
 */
export function sniffDialect(text: string, hints: DialectHints): Dialect {
  const delimiters = hints.delimiter === "auto" ? candidates : [hints.delimiter]
  let best: { readonly delimiter: string; readonly lines: readonly string[][]; readonly score: number } | undefined
  for (const delimiter of delimiters) {
    const lines = cut(text, delimiter)
    const score = consistency(lines)
    if (best === undefined || score > best.score) best = { delimiter, lines, score }
  }
  const lines = best?.lines ?? []
  const first = lines[0] ?? []
  const header = hints.header === "auto" ? looksLikeHeader(lines) : hints.header === "yes"
  return { delimiter: best?.delimiter ?? ",", header, names: header ? first : first.map(() => "") }
}

function cut(text: string, delimiter: string): readonly string[][] {
  const lines = papaparse.parse<string[]>(text, { delimiter, preview: previewLines, skipEmptyLines: true }).data
  // The end of a sample is seldom the end of a line.
  return lines.length > 2 && lines.length < previewLines ? lines.slice(0, -1) : lines
}

/** Share of lines with the commonest number of cells, in favour of more cells; 0 when that number is one. */
function consistency(lines: readonly string[][]): number {
  const counts = new Map<number, number>()
  for (const line of lines) counts.set(line.length, (counts.get(line.length) ?? 0) + 1)
  let width = 1
  let most = 0
  for (const [cells, count] of counts) if (count > most) [width, most] = [cells, count]
  // A word with a comma in most lines must not beat a tab that cuts every line into ten cells.
  return width < 2 ? 0 : most / lines.length + Math.min(width, 100) / 1000
}

function looksLikeHeader(lines: readonly string[][]): boolean {
  const [first = [], ...rest] = lines
  if (rest.length === 0) return true
  const numeric = first.map((_, column) => isNumeric(rest, column))
  if (!numeric.includes(true)) return true
  return first.some((cell, column) => numeric[column] && !isNumber(cell))
}

function isNumeric(lines: readonly string[][], column: number): boolean {
  const cells = lines.map((line) => line[column]?.trim() ?? "").filter((cell) => cell !== "")
  return cells.length > 0 && cells.filter(isNumber).length >= 0.9 * cells.length
}

function isNumber(cell: string): boolean {
  return cell.trim() !== "" && Number.isFinite(Number(cell))
}

const candidates = [",", ";", "\t", "|"]

const previewLines = 200
