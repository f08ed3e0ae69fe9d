import type { ColumnSchema } from "../column.ts"
import type { WordCount } from "../infer/facts.ts"
import type { Column } from "../rows.ts"
import type { WordSketch } from "./sketch.ts"

/** @param kept words of a reference, which are listed however rare they are here */
export function sketchWords(
  { name, type, role }: Pick<ColumnSchema, "name" | "type" | "role">,
  { codes, words }: Extract<Column, { kind: "string" }>,
  kept: readonly WordCount[] = [],
): WordSketch {
  const valueCounts = countCodes(codes, words.length)
  let count = 0
  let distinct = 0
  let length = 0
  for (const [code, rows] of valueCounts.entries()) {
    count += rows
    length += rows * words[code]!.length
    if (rows > 0) distinct++
  }
  const unit = type === "text" ? "word" : "value"
  const counted = unit === "word" ? countTokens(valueCounts, words) : asCounts(valueCounts, words)
  return {
    kind: "string",
    name,
    type,
    role,
    count,
    missing: codes.length - count,
    distinct,
    unit,
    meanLength: count === 0 ? null : length / count,
    ...mostFrequent(counted, kept),
  }
}

/** @returns rows of each code, codes long */
function countCodes(codes: Int32Array, length: number): Uint32Array {
  const counts = new Uint32Array(length)
  for (const code of codes) if (code >= 0) counts[code]!++
  return counts
}

function asCounts(counts: Uint32Array, words: readonly string[]): WordCount[] {
  const found: WordCount[] = []
  for (const [code, count] of counts.entries()) if (count > 0) found.push({ word: words[code]!, count })
  return found
}

function countTokens(counts: Uint32Array, values: readonly string[]): WordCount[] {
  const tokens = new Map<string, number>()
  for (const { word: value, count } of asCounts(counts, values)) {
    for (const token of value.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
      tokens.set(token, (tokens.get(token) ?? 0) + count)
    }
  }
  return Array.from(tokens, ([word, count]) => ({ word, count }))
}

function mostFrequent(counted: WordCount[], kept: readonly WordCount[]): Pick<WordSketch, "words" | "rest"> {
  const known = new Set(kept.map(({ word }) => word))
  counted.sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1))
  const words = counted.filter(({ word }, rank) => rank < mostWords || known.has(word))
  const total = counted.reduce((sum, { count }) => sum + count, 0)
  return { words, rest: words.reduce((left, { count }) => left - count, total) }
}

const mostWords = 1000
