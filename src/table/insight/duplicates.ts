import type { ColumnFacts, Schema } from "../../schema/index.ts"
import type { Engine } from "../query/engine.ts"
import type { TypedTable } from "../typed/typed.ts"

/** Rows that occur more than once. */
export interface Duplicates {
  /** Rows equal to an earlier row in every column. */
  readonly rows: number
  /** Rows equal to an earlier row in every column that a model reads and in the target. */
  readonly inputs: number
  /** Rows equal to another row in every column that a model reads, with another target: no model can tell them apart. */
  readonly contradicting: number
  /** The counts are estimated from one in so many different rows; 1 when all rows were compared. */
  readonly oneIn: number
}

/**
 * Count by 64-bit hashes of the values. In a large table only values whose hash falls into one part of many are compared: all
 * copies of a row fall into the same part, so the count times the number of parts estimates the whole without bias.
 */
export async function countDuplicates(
  engine: Engine,
  table: TypedTable,
  { schema, facts }: { readonly schema: Schema; readonly facts: readonly ColumnFacts[] },
): Promise<Duplicates> {
  const oneIn = Math.max(1, Math.ceil(table.rows / mostCompared))
  const keyOf = new Map(table.columns.map(({ name, key }) => [name, key]))
  const inputs = keysOf(schema, keyOf, ["feature", "time"])
  const target = keysOf(schema, keyOf, ["target"])
  // Where one column differs in every row, no row repeats another.
  const whole = facts.some(({ allUnique }) => allUnique)
    ? { repeated: 0 }
    : await repeated(engine, { oneIn, by: table.columns.map(({ key }) => key), apart: [] })
  const alike = inputs.length === 0 ? undefined : await repeated(engine, { oneIn, by: inputs, apart: target })
  return {
    rows: whole.repeated,
    inputs: alike?.repeated ?? whole.repeated,
    contradicting: alike?.contradicting ?? 0,
    oneIn,
  }
}

function keysOf(schema: Schema, keyOf: ReadonlyMap<string, string>, roles: readonly string[]): readonly string[] {
  return schema.columns.filter(({ role }) => roles.includes(role)).flatMap(({ name }) => keyOf.get(name) ?? [])
}

async function repeated(
  engine: Engine,
  { oneIn, by, apart }: { readonly oneIn: number; readonly by: readonly string[]; readonly apart: readonly string[] },
): Promise<{ readonly repeated: number; readonly contradicting: number }> {
  const other = apart.length === 0 ? "0" : `hash(${apart.join(", ")})`
  const part = oneIn === 1 ? "" : `WHERE h % ${oneIn} = 0`
  // Equal pairs first, then equal inputs: the second grouping is over what the first has left.
  const [row] = await engine.records(`
    WITH hashed AS (SELECT hash(${by.join(", ")}) AS h, ${other} AS o FROM typed),
    pairs AS (SELECT h, o, count(*) AS n FROM hashed ${part} GROUP BY h, o),
    inputs AS (SELECT h, sum(n) AS n, count(*) AS targets FROM pairs GROUP BY h)
    SELECT (SELECT coalesce(sum(n - 1), 0) FROM pairs)::DOUBLE AS repeated,
      (SELECT coalesce(sum(n) FILTER (targets > 1), 0) FROM inputs)::DOUBLE AS contradicting`)
  return {
    repeated: Number(row?.["repeated"]) * oneIn,
    contradicting: Number(row?.["contradicting"]) * oneIn,
  }
}

const mostCompared = 1_000_000
