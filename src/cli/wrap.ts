import { stripVTControlCharacters } from "node:util"

/**
 * Break a line between words so that no row is longer than `columns`, rows after the first set in by `indent`. A word that is
 * longer than a row stays whole: paths and ids must survive copying. A no-break space is part of a word; colours take no room.
 */
export function wrap(line: string, columns: number, indent = 0): string {
  if (widthOf(line) <= columns) return line
  const rows: string[] = []
  const words = /^( *)(.*)$/s.exec(line)!
  let row = words[1]!
  let empty = true
  for (const word of words[2]!.split(/(?<=[^ ])(?= )/)) {
    if (!empty && widthOf(row) + widthOf(word) > columns) {
      rows.push(row)
      row = `${" ".repeat(indent)}${word.trimStart()}`
    } else row += word
    empty = false
  }
  return [...rows, row].join("\n")
}

/** By characters, not cells: wide characters at worst make a row too long. */
const widthOf = (text: string): number => stripVTControlCharacters(text).length
