import { formatNumber, nearest } from "../../base/index.ts"

/** Names in quotes, the rest counted when there are many. */
export function quoted(words: readonly string[], limit = 12): string {
  const shown = words.slice(0, limit).map((word) => `"${word}"`)
  return words.length > limit ? `${shown.join(", ")} and ${words.length - limit} more` : shown.join(", ")
}

/** @returns such as `1 row`, `3,000 rows` */
export function plural(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? "" : "s"}`
}

/** @returns what a message says after a list of names when one of them was probably meant */
export function near(word: string, candidates: readonly string[]): string {
  const best = nearest(word, candidates)
  return best === undefined ? "" : `, the nearest is "${best}"`
}
