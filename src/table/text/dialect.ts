import type { DataSettings } from "../config.ts"
import { type Marks, type TextRow, textCutter } from "./cut-text.ts"
import { findHeader } from "./header.ts"
import { bestMarks } from "./marks.ts"

/** How a text file is written. */
export interface Dialect extends Marks {
  /** Lines above the header, or above the first row. */
  readonly skipLines: number
  /** The first line below those names the columns and is no row. */
  readonly header: boolean
  /** A delimiter stands behind the last cell of each line. */
  readonly trailing: boolean
  /** The first cell of each row is its name, and the header has none for it. */
  readonly rowNames: boolean
  /** Cells of the header; as many empty texts as there are columns without one. */
  readonly names: readonly string[]
  /** What stands above the header, for people. */
  readonly titles: readonly string[]
}

export type DialectHints = Pick<
  DataSettings,
  "delimiter" | "quote" | "escape" | "comment" | "spaces" | "skipLines" | "header"
>

/**
 * The dialect of the beginning of a text file. What the hints say is taken; the rest is what cuts most lines into the same number of
 * cells, of at least two; a file that nothing cuts has one column.
 *
 * @param text some hundred lines at most are looked at
 * @param whole whether the text is all of the file; if not, its last line may be cut off
 */
export function sniffDialect(text: string, hints: DialectHints, whole = true): Dialect {
  const told = separatorLine(text)
  const above = hints.skipLines === "auto" ? (told === undefined ? 0 : 1) : hints.skipLines
  const body = withoutLines(text, above)
  const asked = { ...hints, delimiter: hints.delimiter === "auto" ? (told ?? "auto") : hints.delimiter }
  const cut = (marks: Marks): readonly TextRow[] => someRows(body, marks, { whole, firstLine: above + 1 })
  const marks = bestMarks(body, asked, cut)
  const layout = findHeader(cut(marks), { header: hints.header, titles: hints.skipLines === "auto" })
  return { ...marks, ...layout, skipLines: layout.skipLines ?? above }
}

/** Excel takes a first line such as `sep=;` for the delimiter of the file. */
function separatorLine(text: string): string | undefined {
  return /^"?sep=(.|\t)"?\r?\n/i.exec(text)?.[1]
}

function withoutLines(text: string, count: number): string {
  let at = 0
  for (let line = 0; line < count && at < text.length; line++) {
    const end = /\r\n|\n|\r/g
    end.lastIndex = at
    at = end.exec(text) === null ? text.length : end.lastIndex
  }
  return text.slice(at)
}

function someRows(
  text: string,
  marks: Marks,
  { whole, firstLine }: { readonly whole: boolean; readonly firstLine: number },
): readonly TextRow[] {
  const cutter = textCutter(marks, firstLine)
  const rows: TextRow[] = []
  // In pieces, so that a wide file is not cut to its end for each of the delimiters tried.
  for (let at = 0; at < text.length && rows.length < previewRows; at += pieceLength) {
    rows.push(...cutter.push(text.slice(at, at + pieceLength)))
  }
  if (whole ? rows.length < previewRows : rows.length === 0) rows.push(...cutter.end())
  return rows.slice(0, previewRows)
}

const previewRows = 200

const pieceLength = 1 << 14
