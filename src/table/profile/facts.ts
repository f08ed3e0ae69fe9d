import type { ColumnFacts, WordCount } from "../../schema/index.ts"
import type { Engine } from "../query/engine.ts"
import type { TypedColumn, TypedTable } from "../typed/typed.ts"
import type { Sample } from "./sample.ts"

/**
 * Count what `inferSchema` and people want to know of every column of the typed table. Lengths of words are means of the sample,
 * and so is the look whether a column has too many values to be counted one by one.
 */
export async function countFacts(engine: Engine, table: TypedTable, sample: Sample): Promise<readonly ColumnFacts[]> {
  const estimated = await estimateDistinct(engine, table, sample)
  const counted = await countColumns(engine, table, estimated)
  const isUnique = ({ present, distinct }: Counted): boolean =>
    present === table.rows && distinct === table.rows && table.rows > 0
  const listed = table.columns.filter(
    (column, index) => listsWords(column, counted[index]!) && !isUnique(counted[index]!),
  )
  const topWords = await countWords(engine, table.rows, listed)
  const lengths = await measureWords(engine, table, sample)
  return table.columns.map((column, index) => {
    const { present, distinct, min, max } = counted[index]!
    const { meanLength, meanWords } = lengths.get(column.key) ?? {}
    const words = topWords.get(column.key)
    return {
      name: column.name,
      type: column.type,
      rows: table.rows,
      missing: table.rows - present,
      distinct: Math.min(distinct, present),
      ...(estimated.has(column.key) && { distinctEstimated: true }),
      allUnique: !estimated.has(column.key) && isUnique(counted[index]!),
      examples: column.examples,
      ...(column.unnamed && { unnamed: true }),
      ...(column.called !== undefined && { called: column.called }),
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(meanWords !== undefined && { meanWords }),
      ...(meanLength !== undefined && { meanLength }),
      ...(words !== undefined && { words }),
      ...(column.format !== undefined && { format: column.format }),
      ...(column.unit !== undefined && { unit: column.unit }),
      ...(column.marks !== undefined && { marks: column.marks }),
      ...(column.digits === true && { digits: true }),
    }
  })
}

interface Counted {
  readonly present: number
  readonly distinct: number
  readonly min?: number
  readonly max?: number
}

interface Lengths {
  readonly meanLength?: number
  readonly meanWords?: number
}

/** Few columns at a time, so that a wide table does not make one query that takes long to plan. */
async function countColumns(
  engine: Engine,
  { columns }: TypedTable,
  estimated: ReadonlySet<string>,
): Promise<readonly Counted[]> {
  const counted: Counted[] = []
  for (let start = 0; start < columns.length; start += columnsAtOnce) {
    const part = columns.slice(start, start + columnsAtOnce)
    const items = part.flatMap((column, index) => [
      `count(${column.key})::DOUBLE AS present${index}`,
      `${distinctOf(column.key, estimated.has(column.key))}::DOUBLE AS distinct${index}`,
      ...spreadOf(column).map(([name, sql]) => `${sql} AS ${name}${index}`),
    ])
    const [row = {}] = await engine.records(`SELECT ${items.join(", ")} FROM typed`)
    for (const index of part.keys()) {
      const read = (name: string): number | undefined => {
        const value = row[`${name}${index}`]
        return typeof value === "number" ? value : undefined
      }
      const found = (["min", "max"] as const).map((name) => [name, read(name)] as const)
      counted.push({
        present: read("present") ?? 0,
        distinct: read("distinct") ?? 0,
        ...Object.fromEntries(found.filter(([, value]) => value !== undefined)),
      })
    }
  }
  return counted
}

/** Mean characters and words of the columns of texts. */
async function measureWords(
  engine: Engine,
  { columns }: TypedTable,
  { sketched }: Sample,
): Promise<ReadonlyMap<string, Lengths>> {
  const found = new Map<string, Lengths>()
  const texts = columns.filter(({ type }) => type === "string")
  for (let start = 0; start < texts.length; start += columnsAtOnce) {
    const part = texts.slice(start, start + columnsAtOnce)
    const items = part.flatMap(({ key }) => [
      `avg(length(${key})) AS length${key}`,
      `avg(length(trim(${key})) - length(replace(trim(${key}), ' ', '')) + 1) AS words${key}`,
    ])
    const [row = {}] = await engine.records(`SELECT ${items.join(", ")} FROM ${sketched}`)
    for (const { key } of part) {
      const [meanLength, meanWords] = [row[`length${key}`], row[`words${key}`]]
      if (typeof meanLength === "number" && typeof meanWords === "number") found.set(key, { meanLength, meanWords })
    }
  }
  return found
}

/** Equal values have equal hashes, so one part of the hashes holds about its share of the different values. */
function distinctOf(key: string, isEstimated: boolean): string {
  if (!isEstimated) return `count(DISTINCT ${key})`
  return `count(DISTINCT ${key}) FILTER (hash(${key}) & ${hashParts - 1} = 0) * ${hashParts}`
}

/** @returns keys of columns that need no exact count: a large table's fractions and instants of which the sample has very many */
async function estimateDistinct(
  engine: Engine,
  { rows, columns }: TypedTable,
  { sketched }: Sample,
): Promise<ReadonlySet<string>> {
  const many = columns.filter(({ type }) => type === "number" || type === "date" || type === "datetime")
  if (rows < manyRows || many.length === 0) return new Set()
  const items = many.map(({ key }) => `count(DISTINCT ${key})::DOUBLE AS ${key}`)
  const [row = {}] = await engine.records(`SELECT ${items.join(", ")} FROM ${sketched}`)
  return new Set(many.flatMap(({ key }) => (Number(row[key]) > manyDifferent ? [key] : [])))
}

function spreadOf({ key, type }: TypedColumn): readonly (readonly [name: string, sql: string])[] {
  switch (type) {
    case "integer":
    case "number":
      return [
        ["min", `min(${key})`],
        ["max", `max(${key})`],
      ]
    case "date":
    case "datetime":
      return [
        ["min", `CAST(epoch_us(CAST(min(${key}) AS TIMESTAMP)) AS DOUBLE) / 1000`],
        ["max", `CAST(epoch_us(CAST(max(${key}) AS TIMESTAMP)) AS DOUBLE) / 1000`],
      ]
    case "string":
    case "boolean":
      return []
  }
}

function listsWords({ type }: TypedColumn, { distinct }: Counted): boolean {
  if (type === "number" || type === "date" || type === "datetime") return false
  return type !== "integer" || distinct <= mostWords
}

async function countWords(
  engine: Engine,
  rows: number,
  columns: readonly TypedColumn[],
): Promise<ReadonlyMap<string, readonly WordCount[]>> {
  const found = new Map<string, WordCount[]>(columns.map(({ key }) => [key, []]))
  // Each look at a table of thousands of columns takes long to plan; a copy of a large one takes longer.
  const kept = rows <= mostCopied ? "MATERIALIZED" : "NOT MATERIALIZED"
  for (let start = 0; start < columns.length; start += 20) {
    const part = columns.slice(start, start + 20)
    const parts = part.map(({ key, type }) => {
      const word = type === "integer" ? `CAST(CAST(${key} AS BIGINT) AS VARCHAR)` : `CAST(${key} AS VARCHAR)`
      return `(SELECT '${key}' AS key, ${word} AS word, count FROM (SELECT ${key}, count(*)::DOUBLE AS count FROM part
        WHERE ${key} IS NOT NULL GROUP BY ${key}) ORDER BY 3 DESC, 2 LIMIT ${mostWords})`
    })
    for (const { key, word, count } of await engine.records(
      `WITH part AS ${kept} (SELECT ${part.map(({ key }) => key).join(", ")} FROM typed) ${parts.join(" UNION ALL ")}`,
    )) {
      found.get(String(key))?.push({ word: String(word), count: Number(count) })
    }
  }
  return found
}

const mostWords = 1000

/** Rows. */
const mostCopied = 100_000

/** A power of two. */
const hashParts = 16

const manyRows = 1_000_000

/** Of the sample. */
const manyDifferent = 10_000

const columnsAtOnce = 40
