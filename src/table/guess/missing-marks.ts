/** Marks that are no words: a question mark, strokes where no plus stands beside them. */
export function wordMarks(texts: readonly string[]): { readonly missing?: readonly string[] } {
  const found = new Set(texts.filter((text) => markPattern.test(text)))
  if (found.has("-") && texts.includes("+")) found.delete("-")
  return found.size === 0 || texts.every((text) => found.has(text)) ? {} : { missing: [...found].sort() }
}

/** What people write in a column of numbers or dates where there is no value. */
export const missingMarks: ReadonlySet<string> = new Set([
  ...["?", "-", "--", "---", "\u2013", "\u2014", ".", "..", "...", "*", "/", "x", "X"],
  ...["na", "Na", "n.a.", "N.A.", "n.d.", "nd", "ND", "n/d", "nil", "Nil", "none", "NONE", "Null", "(null)", "\\N"],
  ...["missing", "Missing", "unknown", "Unknown", "undefined", "N/a", "k.A.", "s/d"],
  ...["#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"],
])

/** Cells worth to be counted over all rows: marks, and the plus that makes a stroke a word. */
export const possibleMarks: readonly string[] = [...missingMarks, "+"]

/** Marks that are missing among words too. */
const markPattern = /^(?:\?|-{1,3}|\u2013|\u2014|\.{2,3}|\(null\)|\\N|#(?:DIV\/0!|REF!|VALUE!|NAME\?|NUM!|NULL!))$/
