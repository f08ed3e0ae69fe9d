import type { FetchItem } from "../fetch.ts"
import type { Engine } from "./engine.ts"

/** A column of few words, as numbers into a list of them. */
export interface CodedWords {
  /** Engine expression of the number of a row's word; -1 where there is none. */
  readonly code: string
  readonly words: readonly string[]
}

/**
 * Let the engine number the words of the columns that have few: millions of small numbers come over some ten times as quickly as
 * the words themselves. It reads the columns twice more, so it is for what is read quickly.
 *
 * @returns what was numbered, by position in `items`
 */
export async function codeWords(
  engine: Engine,
  items: readonly FetchItem[],
  from: string,
): Promise<ReadonlyMap<number, CodedWords>> {
  const counts = items.map(({ value }) => `approx_count_distinct(${value})::DOUBLE`)
  const [row = {}] = await engine.records(
    `SELECT count(*)::DOUBLE AS rows${counts.map((count, index) => `, ${count} AS d${index}`).join("")} FROM ${from}`,
  )
  const coded = new Map<number, CodedWords>()
  if (Number(row["rows"]) < fewestRows) return coded
  for (const [index, { value }] of items.entries()) {
    if (Number(row[`d${index}`]) > mostWords) continue
    const type = `words${index}`
    await engine.run(`DROP TYPE IF EXISTS ${type}`)
    await engine.run(
      `CREATE TYPE ${type} AS ENUM (SELECT DISTINCT ${value} AS word FROM ${from} WHERE word IS NOT NULL ORDER BY word)`,
    )
    const listed = await engine.records(`SELECT unnest(enum_range(CAST(NULL AS ${type}))) AS word`)
    coded.set(index, {
      code: `coalesce(CAST(enum_code(CAST(${value} AS ${type})) AS INTEGER), -1)`,
      words: listed.map(({ word }) => String(word)),
    })
  }
  return coded
}

/** Under so many rows three more queries cost more than they save. */
const fewestRows = 100_000

const mostWords = 10_000
