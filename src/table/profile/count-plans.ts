import { possibleMarks } from "../guess/missing-marks.ts"
import { type ColumnPlan, headerOf, type PlanCounts } from "../ingest/plan-column.ts"
import type { Engine } from "../query/engine.ts"
import { sqlText } from "../query/sql.ts"

/** Count over the typed table how the plans of its columns hold. */
export async function countPlans(
  engine: Engine,
  plans: readonly ColumnPlan[],
): Promise<{ readonly rows: number; readonly columns: readonly PlanCounts[] }> {
  const items = plans.map(countItems)
  const values = await firstRow(engine, ["count(*)", ...items.flat()])
  const counts = items.map((own, index) => {
    const start = 1 + index * own.length
    const [good, bad, fractions, largest, lastDay] = values.slice(start, start + own.length).map(Number)
    return { present: good! + bad!, bad: bad!, fractions: fractions!, largest: largest!, lastDay: lastDay! }
  })
  const misfits = await lookAtBad(
    engine,
    plans,
    counts.flatMap(({ bad }, index) => (bad > 0 ? [index] : [])),
  )
  const columns = counts.map((count, index) => ({ ...count, ...(misfits.get(index) ?? noMisfits) }))
  const marks = await findMarks(engine, plans, (index) => columns[index]!.bad > 0)
  return { rows: Number(values[0]), columns: columns.map((column, index) => ({ ...column, marks: marks[index]! })) }
}

const noMisfits = { infinite: 0, headers: 0, example: "" }

/** As many for every plan. */
function countItems({ column: { key, kind }, guess, cast }: ColumnPlan, index: number): readonly string[] {
  const numeric = guess.type === "number"
  const fractional = numeric && kind !== "integer"
  const dated = (guess.type === "date" || guess.type === "datetime") && (guess.otherFormats ?? []).length > 0
  return [
    `count(${key})`,
    cast.missing === undefined ? "0" : `count(b${index})`,
    fractional ? `count(*) FILTER (${key} <> trunc(${key}))` : "0",
    numeric ? `coalesce(greatest(max(${key}), -min(${key})), 0)` : "0",
    dated ? `coalesce(max(day(${key})), 0)` : "0",
  ]
}

/** @returns what is among the values that do not fit, by the position of their column */
async function lookAtBad(
  engine: Engine,
  plans: readonly ColumnPlan[],
  positions: readonly number[],
): Promise<ReadonlyMap<number, Pick<PlanCounts, "infinite" | "headers" | "example">>> {
  const items = positions.flatMap((index) => [
    `count(*) FILTER (trim(b${index}) = ${sqlText(headerOf(plans[index]!.column))})`,
    `count(*) FILTER (isinf(TRY_CAST(b${index} AS DOUBLE)))`,
    `coalesce(first(b${index}) FILTER (b${index} IS NOT NULL), '')`,
  ])
  const values = await firstRow(engine, items)
  return new Map(
    positions.map((index, at) => {
      const [headers, infinite, example] = values.slice(3 * at, 3 * at + 3)
      return [index, { headers: Number(headers), infinite: Number(infinite), example: String(example) }]
    }),
  )
}

/** Marks that may mean "no value" among the words of a column, or among what does not fit its type. */
async function findMarks(
  engine: Engine,
  plans: readonly ColumnPlan[],
  hasBad: (index: number) => boolean,
): Promise<readonly (readonly string[])[]> {
  const found = plans.map((): readonly string[] => [])
  const looked = plans.flatMap(({ column: { kind, key }, cast }, index) => {
    if (kind !== "text") return []
    if (cast.missing === undefined) return [{ index, text: key }]
    return hasBad(index) ? [{ index, text: `b${index}` }] : []
  })
  // A set of bits for each column: quick to plan for a thousand of them, where a list of the marks in each takes ten times as long.
  await engine.run(`CREATE TYPE IF NOT EXISTS missing_mark AS ENUM (${possibleMarks.map(sqlText).join(", ")})`)
  const items = looked.map(
    ({ text }) =>
      `bit_or(CASE WHEN list_contains([${beginnings.join(", ")}], ascii(${text})) THEN 1::BIGINT << enum_code(TRY_CAST(trim(${text}) AS missing_mark))::BIGINT END)::VARCHAR`,
  )
  for (const [position, bits] of (await firstRow(engine, items)).entries()) {
    if (typeof bits === "string") found[looked[position]!.index] = marksOf(BigInt(bits))
  }
  return found
}

/** Characters that a possible mark or the spaces before it begin with: most cells need no further look. */
const beginnings = [...new Set([" ", ...possibleMarks].map((text) => text.codePointAt(0)!))]

/** @param bits one for each of the possible marks, of which there are fewer than 63 */
function marksOf(bits: bigint): readonly string[] {
  return possibleMarks.filter((_, index) => ((bits >> BigInt(index)) & 1n) === 1n).sort()
}

/** Aggregates of the typed table, in lists short enough for the engine to plan quickly. */
async function firstRow(engine: Engine, items: readonly string[]): Promise<readonly unknown[]> {
  const values: unknown[] = []
  for (let start = 0; start < items.length; start += 300) {
    const part = items.slice(start, start + 300).map((item, index) => `${item} AS v${index}`)
    const [row = {}] = await engine.records(`SELECT ${part.join(", ")} FROM typed`)
    values.push(...part.map((_, index) => row[`v${index}`]))
  }
  return values
}
