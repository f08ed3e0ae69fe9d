import { textCutter } from "./cut-text.ts"
import { type Dialect, type DialectHints, sniffDialect } from "./dialect.ts"

/** A dialect, and the lines above the header that the settings told of, when they were others. */
export interface FittedDialect {
  readonly dialect: Dialect
  readonly toldLines?: number
}

/**
 * The dialect of the beginning of a text file. A number of lines above the header that was recorded from another file may not be that
 * of this one: when a line elsewhere holds more of the names that are wanted, that line is the header.
 *
 * @param names of the columns that are wanted; absent when nobody knows them
 */
export function fitDialect(
  { text, whole }: { readonly text: string; readonly whole: boolean },
  hints: DialectHints,
  names: ReadonlySet<string> | undefined,
): FittedDialect {
  const told = sniffDialect(text, hints, whole)
  if (names === undefined || hints.skipLines === "auto" || hints.header === "no") return { dialect: told }
  const count = (cells: readonly string[]): number => new Set(cells.filter((cell) => names.has(cell.trim()))).size
  const known = count(told.names)
  if (known === names.size) return { dialect: told }
  const marks = sniffDialect(text, { ...hints, skipLines: "auto" }, whole)
  const rows = [...textCutter(marks, 1).push(text.slice(0, mostCharacters))].slice(0, mostLines)
  const best = rows
    .map(({ cells, line }) => ({ line, known: count(cells) }))
    .reduce((most, row) => (row.known > most.known ? row : most), { line: 0, known })
  if (best.line === 0) return { dialect: told }
  const dialect = sniffDialect(text, { ...hints, skipLines: best.line - 1, header: "yes" }, whole)
  return count(dialect.names) > known ? { dialect, toldLines: hints.skipLines } : { dialect: told }
}

/** A header further down is not looked for. */
const mostLines = 50

const mostCharacters = 1 << 17
