import { type ColumnFacts, type Rows, type Schema, takeRows } from "../../schema/index.ts"
import type { Engine } from "../query/engine.ts"
import type { TypedTable } from "../typed/typed.ts"
import { countDuplicates, type Duplicates } from "./duplicates.ts"
import { type MissingTogether, missingTogether } from "./missing-together.ts"
import { findOddRows, type OddRows } from "./odd-rows.ts"
import { type OverTime, overTimeOf } from "./over-time.ts"
import { type Relations, relationsOf } from "./relations.ts"
import { type NumberShape, shapeOf } from "./shape.ts"
import { isCompared, type TargetFacts, targetFactsOf } from "./target-facts.ts"

/** What a table shows beyond the counts of each column. */
export interface Insight {
  /** Of the columns of numbers that a model reads or that give the target away, and of the target. */
  readonly shapes: readonly NumberShape[]
  readonly relations: Relations
  readonly duplicates: Duplicates
  readonly missingTogether: readonly MissingTogether[]
  /** undefined without a target */
  readonly target: TargetFacts | undefined
  /** undefined when no column has the role `time` */
  readonly overTime: OverTime | undefined
  readonly oddRows: OddRows
  /** Columns of dates that are after the column of role `time`, maybe not known yet when a prediction is made. */
  readonly later: readonly { readonly column: string; readonly time: string }[]
}

/** @param known.rows a sample of the table, spread evenly over it, typed by the schema */
export async function insightOf(
  engine: Engine,
  table: TypedTable,
  known: { readonly rows: Rows; readonly schema: Schema; readonly facts: readonly ColumnFacts[] },
): Promise<Insight> {
  const { schema, facts } = known
  const rows = everyFew(known.rows, mostCompared)
  const target = targetFactsOf(rows, schema, facts)
  return {
    shapes: shapesOf(known.rows, schema),
    relations: relationsOf(rows, schema, comparedColumns(schema, target)),
    duplicates: await countDuplicates(engine, table, known),
    missingTogether: missingTogether(rows, schema),
    oddRows: await findOddRows(engine, table, facts),
    target,
    overTime: overTimeOf(rows, schema),
    later: laterColumns(rows, schema),
  }
}

/** Never before the time in nearly all rows, and after it in most. */
function laterColumns(rows: Rows, schema: Schema): Insight["later"] {
  const time = schema.columns.find(({ role }) => role === "time")?.name
  const instants = time === undefined ? undefined : rows.columns.get(time)
  if (time === undefined || instants?.kind !== "number") return []
  return schema.columns.flatMap(({ name, type, role }) => {
    const values = rows.columns.get(name)
    const isDate = (type === "date" || type === "datetime") && role === "feature"
    if (!isDate || values?.kind !== "number") return []
    let [both, before, after] = [0, 0, 0]
    for (const [row, value] of values.values.entries()) {
      const instant = instants.values[row]!
      if (Number.isNaN(value) || Number.isNaN(instant)) continue
      both++
      if (value < instant) before++
      if (value > instant) after++
    }
    return both >= fewestLater && before <= 0.01 * both && after > 0.5 * both ? [{ column: name, time }] : []
  })
}

function shapesOf(rows: Rows, schema: Schema): readonly NumberShape[] {
  return schema.columns.flatMap(({ name, type }): NumberShape[] => {
    const values = rows.columns.get(name)
    return values?.kind === "number" && (type === "integer" || type === "number") ? [shapeOf(name, values.values)] : []
  })
}

function everyFew(rows: Rows, most: number): Rows {
  const step = Math.ceil(rows.count / most)
  if (step <= 1) return rows
  return takeRows(
    rows,
    Int32Array.from({ length: Math.floor((rows.count - 1) / step) + 1 }, (_, at) => at * step),
  )
}

/** The target first, then the columns that tell most of it; without a target the first ones of the table. */
function comparedColumns(schema: Schema, target: TargetFacts | undefined): readonly string[] {
  const inputs = schema.columns.filter(isCompared).map(({ name }) => name)
  const telling = (target?.information ?? []).map(({ column }) => column)
  const ordered = [...new Set([...(target === undefined ? [] : [target.column]), ...telling, ...inputs])]
  return ordered.slice(0, mostColumns)
}

/** Rows that pairs of columns are compared on: the standard error of a correlation is then under 0.008. */
const mostCompared = 20_000

const mostColumns = 40

const fewestLater = 30
