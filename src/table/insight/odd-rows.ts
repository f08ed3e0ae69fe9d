import type { ColumnFacts } from "../../schema/index.ts"
import type { Engine } from "../query/engine.ts"
import type { TypedTable } from "../typed/typed.ts"

/** Rows that are none, as spreadsheets have them. */
export interface OddRows {
  /** Rows without a value in any column. */
  readonly empty: number
  /** Columns whose last value is the sum of all others; empty when the last row holds no totals. */
  readonly totals: readonly string[]
}

/** Look for them among all rows. */
export async function findOddRows(engine: Engine, table: TypedTable, facts: readonly ColumnFacts[]): Promise<OddRows> {
  const isHoley = facts.every(({ missing }) => missing > 0)
  return { empty: isHoley ? await countEmpty(engine, table) : 0, totals: await findTotals(engine, table) }
}

async function countEmpty(engine: Engine, { columns }: TypedTable): Promise<number> {
  const none = columns.map(({ key }) => `${key} IS NULL`).join(" AND ")
  const [row] = await engine.records(`SELECT count(*)::DOUBLE AS empty FROM typed WHERE ${none}`)
  return Number(row?.["empty"])
}

/** A sum of rows that is larger than each of them, and so no value that happens to be equal. */
async function findTotals(engine: Engine, { rows, columns }: TypedTable): Promise<readonly string[]> {
  const numbers = columns.filter(({ type }) => type === "integer" || type === "number").slice(0, mostSummed)
  if (rows < fewestSummed || numbers.length === 0) return []
  const keys = numbers.map(({ key }) => key)
  const [last = {}] = await engine.records(
    `SELECT ${keys.map((key) => `${key}::DOUBLE AS ${key}`).join(", ")} FROM typed WHERE rowid = ${rows - 1}`,
  )
  const known = keys.filter((key) => Number(last[key] ?? 0) !== 0)
  if (known.length === 0) return []
  const [above = {}] = await engine.records(
    `SELECT ${known.map((key) => `sum(${key})::DOUBLE AS s${key}, max(abs(${key}))::DOUBLE AS m${key}`).join(", ")}
     FROM typed WHERE rowid < ${rows - 1}`,
  )
  return numbers.flatMap(({ name, key }) => {
    const [value, sum, most] = [Number(last[key] ?? 0), Number(above[`s${key}`]), Number(above[`m${key}`])]
    const isSum = Math.abs(value - sum) <= roundings * Math.abs(value) && Math.abs(value) > 2 * most
    return known.includes(key) && isSum ? [name] : []
  })
}

const fewestSummed = 5

/** Columns of a very wide table that are looked at. */
const mostSummed = 300

/** What the decimals of a written sum may be off by. */
const roundings = 1e-6
