/** Words for a line that a person copies into a shell: one that begins with a dash comes after `--`. */
export function shellWords(words: readonly string[]): string {
  const quoted = words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
  return [...(words.some((word) => word.startsWith("-")) ? ["--"] : []), ...quoted].join(" ")
}
