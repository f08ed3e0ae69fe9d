/** A name as SQL writes it: in double quotes, with those inside doubled. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as SQL writes it: in single quotes, with those inside doubled. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

export function sqlTexts(texts: readonly string[]): string {
  return `[${texts.map(sqlText).join(", ")}]`
}

/**
 * The name a column has inside the engine. Those of the file could differ only in case, which SQL takes for the same.
 *
 * @param index position in the table, from 0
 */
export function columnKey(index: number): string {
  return `c${index}`
}
