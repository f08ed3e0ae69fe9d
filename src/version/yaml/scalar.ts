import type { Place } from "./text.ts"

/**
 * A string without quotes, folded where the next word would pass column 80. As DVC's writer does it, the space before
 * the break stays at the end of the line unless the line is full.
 */
export function plain(text: string, place: Place): string {
  if (!isFoldable(text)) return text
  let line = ""
  let column = place.column
  for (const [position, word] of text.split(" ").entries()) {
    if (position > 0) {
      if (column >= width) {
        line += newLine(place)
        column = place.indent
      } else {
        line += " "
        column += 1
      }
    }
    if (column + length(word) > width && column > place.indent && Number.isFinite(place.indent)) {
      line += newLine(place)
      column = place.indent
    }
    line += word
    column += length(word)
  }
  return line
}

/** A string in single quotes, broken at the first space after column 80. */
export function singleQuoted(text: string, place: Place): string {
  const escaped = text.replaceAll("'", "''")
  if (!isFoldable(text)) return `'${escaped}'`
  let line = "'"
  let column = place.column + 1
  const words = escaped.split(" ")
  for (const [position, word] of words.entries()) {
    if (position > 0) {
      const inside = position > 1 || words[0] !== ""
      const last = position === words.length - 1 && word === ""
      if (column > width && inside && !last && Number.isFinite(place.indent)) {
        line += newLine(place)
        column = place.indent
      } else {
        line += " "
        column += 1
      }
    }
    line += word
    column += length(word)
  }
  return `${line}'`
}

/** A string in double quotes on one line, whatever its length: every character that needs it is escaped. */
export function doubleQuoted(text: string, place: Place): string {
  let line = '"'
  let column = place.column + 1
  const characters = [...text]
  for (const [position, character] of characters.entries()) {
    const breakable = character === " " && column > width && Number.isFinite(place.indent)
    if (breakable && isInsideWords(characters, position)) {
      line += newLine(place)
      column = place.indent
      continue
    }
    const written = escaped(character)
    line += written
    column += length(written)
  }
  return `${line}"`
}

/** Folding swallows one space and nothing else, so only single spaces between words may become a line break. */
function isFoldable(text: string): boolean {
  return !text.trim().includes("  ")
}

function isInsideWords(characters: readonly string[], position: number): boolean {
  const before = characters[position - 1]
  const after = characters[position + 1]
  return before !== undefined && after !== undefined && !/\s/.test(before) && !/\s/.test(after)
}

function escaped(character: string): string {
  const short = escapes[character]
  if (short !== undefined) return short
  if (printable.test(character)) return character
  const code = character.codePointAt(0) ?? 0
  if (code <= 0xff) return `\\x${code.toString(16).toUpperCase().padStart(2, "0")}`
  if (code <= 0xffff) return `\\u${code.toString(16).toUpperCase().padStart(4, "0")}`
  return `\\U${code.toString(16).toUpperCase().padStart(8, "0")}`
}

function newLine(place: Place): string {
  return `\n${" ".repeat(place.indent)}`
}

/** In code points, as the column is counted. */
function length(text: string): number {
  return [...text].length
}

const width = 80

const printable = /^[\x20-\x7e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]$/u

const escapes: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\x1b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\x85": "\\N",
  "\xa0": "\\_",
  "\u2028": "\\L",
  "\u2029": "\\P",
  "\ufeff": "\\uFEFF",
}
