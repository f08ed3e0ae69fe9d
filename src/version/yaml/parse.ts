import { LineCounter, parseDocument } from "yaml"
import type { YamlValue } from "./text.ts"

/**
 * Read YAML 1.2 as DVC does: integers (`bigint`) and floats (`number`) kept apart, dates as `Date`, so that a value can
 * be written again as what it was.
 *
 * @returns the value, null for an empty text; or what is wrong with the text, in words
 */
export function parseYaml(text: string): { readonly value: YamlValue } | { readonly problem: string } {
  const lineCounter = new LineCounter()
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    intAsBigInt: true,
    customTags: ["timestamp", "merge"],
  })
  const error = document.errors[0]
  if (error === undefined) return { value: (document.toJS({ maxAliasCount: 100 }) ?? null) as YamlValue }
  return { problem: `line ${lineCounter.linePos(error.pos[0]).line}: ${error.message}` }
}
