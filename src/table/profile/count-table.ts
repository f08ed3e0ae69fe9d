import {
  type ColumnSchema,
  type CountedId,
  holdsWords,
  type KeptColumn,
  type Schema,
  type Task,
} from "../../schema/index.ts"
import { planReading } from "../ingest/plan.ts"
import { castOnce } from "../query/cast.ts"
import type { Engine } from "../query/engine.ts"
import { sqlName } from "../query/sql.ts"
import type { Source } from "../source.ts"
import { keptColumns } from "../typed/kept-columns.ts"
import { type StoredOptions, storedSettings } from "../typed/read-stored.ts"
import { withSource } from "../with-source.ts"

/** What validation wants to know of a table without holding it in memory. */
export interface TableCounts {
  readonly rows: number
  /**
   * Rows equal to an earlier row in all columns; `row` is the first, from 0, or -1. Rows are told apart by 64-bit hashes, as to compare
   * them takes the whole table in memory: of five million different rows two share a hash with a chance below 1 in a million.
   */
  readonly repeats: { readonly count: number; readonly row: number }
  /** Columns of ids that are words and have no pattern. */
  readonly ids: ReadonlyMap<string, CountedId>
  /** Inputs of a model, and the target of a regression, whose values all keep the schema. */
  readonly kept: ReadonlyMap<string, KeptColumn>
}

/** @param file the table as `ingestFiles` wrote it */
export async function countTable(
  file: string,
  schema: Schema,
  options: Omit<StoredOptions, "keep"> & { readonly task?: Task | undefined },
): Promise<TableCounts> {
  return withSource([file], { ...options, settings: storedSettings(options) }, async (engine, source) => {
    const numbered = `(SELECT *, row_number() OVER () - 1 AS row FROM ${source.relation()})`
    const [{ rows } = { rows: 0 }] = await engine.records(`SELECT count(*)::DOUBLE AS rows FROM ${source.relation()}`)
    const count = Number(rows)
    const ids = new Map<string, CountedId>()
    for (const { name, value } of idColumns(source, schema)) {
      ids.set(name, await countId(engine, { value, rows: count, source, numbered }))
    }
    const isKeyed = [...ids.values()].some(({ gaps, repeats }) => gaps.count === 0 && repeats.count === 0)
    const kept = await keptColumns(engine, source, { schema, rows: count, task: options.task })
    return { rows: count, ids, kept, repeats: isKeyed ? nothing : await countRepeats(engine, source, numbered) }
  })
}

/** Whether an id is counted where it lies: of one with a pattern every word is looked at. */
export function isCountedId({ role, type, pattern }: ColumnSchema): boolean {
  return role === "id" && holdsWords(type) && pattern === undefined
}

function idColumns(source: Source, schema: Schema): readonly { readonly name: string; readonly value: string }[] {
  const { columns } = planReading(source, schema, { wanted: isCountedId, optional: () => true, stored: true })
  return columns.map(({ name, key, cast }) => ({ name, value: castOnce(key, cast) }))
}

interface Counting {
  readonly value: string
  readonly rows: number
  readonly source: Source
  readonly numbered: string
}

async function countId(engine: Engine, { value, rows, source, numbered }: Counting): Promise<CountedId> {
  const [counted = {}] = await engine.records(
    `SELECT count(v)::DOUBLE AS present, count(DISTINCT v)::DOUBLE AS distinct_values
     FROM (SELECT ${value} AS v FROM ${source.relation()})`,
  )
  const present = Number(counted["present"])
  const repeated = present - Number(counted["distinct_values"])
  const gap = present === rows ? -1 : await firstRow(engine, numbered, `${value} IS NULL`)
  if (repeated === 0) return { rows, gaps: { count: rows - present, row: gap }, repeats: nothing, example: "" }
  const [first = {}] = await engine.records(
    `SELECT row::DOUBLE AS row, v FROM (SELECT ${value} AS v, row, row_number() OVER (PARTITION BY ${value} ORDER BY row) AS nth
     FROM ${numbered} WHERE ${value} IS NOT NULL) WHERE nth = 2 ORDER BY row LIMIT 1`,
  )
  return {
    rows,
    gaps: { count: rows - present, row: gap },
    repeats: { count: repeated, row: Number(first["row"]) },
    example: String(first["v"]),
  }
}

async function countRepeats(engine: Engine, source: Source, numbered: string): Promise<TableCounts["repeats"]> {
  const hash = `hash(${source.columns.map(({ key }) => sqlName(key)).join(", ")})`
  const [{ count } = { count: 0 }] = await engine.records(
    `SELECT (count(*) - count(DISTINCT ${hash}))::DOUBLE AS count FROM ${source.relation()}`,
  )
  if (Number(count) === 0) return nothing
  const [first = {}] = await engine.records(
    `SELECT min(row)::DOUBLE AS row FROM (SELECT row, row_number() OVER (PARTITION BY h ORDER BY row) AS nth
     FROM (SELECT ${hash} AS h, row FROM ${numbered})) WHERE nth = 2`,
  )
  return { count: Number(count), row: Number(first["row"]) }
}

async function firstRow(engine: Engine, numbered: string, condition: string): Promise<number> {
  const [first = {}] = await engine.records(`SELECT min(row)::DOUBLE AS row FROM ${numbered} WHERE ${condition}`)
  return Number(first["row"])
}

const nothing = { count: 0, row: -1 } as const
