/** Words for true and false that any truth column takes, in lower case. */
export const trueWords: readonly string[] = ["true", "t", "yes", "y", "1"]
export const falseWords: readonly string[] = ["false", "f", "no", "n", "0"]

/**
 * The two words of a truth column in lower case, the one for true first. `format` is such as `ja/nein`.
 *
 * @returns undefined when it is not two different words
 */
export function booleanFormat(format: string): readonly [string, string] | undefined {
  const [yes = "", no = "", more] = format.split("/").map((word) => word.trim().toLowerCase())
  return more !== undefined || yes === "" || no === "" || yes === no ? undefined : [yes, no]
}

/** Reads a word without regard to case: the column's own two come first. */
export function booleanWords(format: string | undefined): ReadonlyMap<string, number> {
  const own = format === undefined ? undefined : booleanFormat(format)
  return new Map([
    ...trueWords.map((word) => [word, 1] as const),
    ...falseWords.map((word) => [word, 0] as const),
    ...(own === undefined ? [] : ([[own[0], 1] as const, [own[1], 0] as const] as const)),
  ])
}
