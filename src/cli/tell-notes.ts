import { formatNumber } from "../base/index.ts"
import type { Terminal } from "./terminal.ts"

/** Writes what a person should know, a line each; of a table of thousands of columns only the first, unless all are asked for. */
export function tellNotes(terminal: Terminal, notes: readonly string[]): void {
  const shown = terminal.options.verbose ? notes : fewLines(notes, (more) => `${more} more notes; -v shows them`)
  for (const note of shown) terminal.note(`${terminal.paint("yellow", "note")} ${note}`, "note ".length)
}

/** @param rest the last line, given how many are left out, such as `380` */
export function fewLines(lines: readonly string[], rest: (more: string) => string): readonly string[] {
  if (lines.length <= mostLines) return lines
  return [...lines.slice(0, mostLines), rest(formatNumber(lines.length - mostLines))]
}

/** More than a person reads at once. */
const mostLines = 20
