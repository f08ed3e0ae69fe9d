import type { ColumnFacts } from "./facts.ts"

/**
 * The format of a truth column whose file writes yes and no in words, each in one spelling: the one for true, a slash, the one for
 * false.
 *
 * @returns undefined when the column holds anything else
 */
export function truthFormat({ distinct, words = [] }: ColumnFacts): string | undefined {
  const [one = "", other = "", more] = words.map(({ word }) => word.trim())
  if (distinct !== 2 || more !== undefined) return undefined
  const [first, second] = [one.toLowerCase(), other.toLowerCase()]
  for (const [yes, no] of truthPairs) {
    if (first === yes && second === no) return `${one}/${other}`
    if (first === no && second === yes) return `${other}/${one}`
  }
  return undefined
}

/** Words that say yes and no; 1 and 0 are numbers, and other pairs are categories until a person says which one is true. */
const truthPairs = [
  ["yes", "no"],
  ["y", "n"],
  ["true", "false"],
  ["t", "f"],
  ["on", "off"],
  ["ja", "nein"],
  ["j", "n"],
  ["oui", "non"],
  ["si", "no"],
  ["s\u00ed", "no"],
  ["sim", "n\u00e3o"],
  ["tak", "nie"],
  ["\u0434\u0430", "\u043d\u0435\u0442"],
  ["\u662f", "\u5426"],
] as const
