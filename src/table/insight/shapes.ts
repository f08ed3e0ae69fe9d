import type { Rows, Schema } from "../../schema/index.ts"
import type { Engine } from "../engine.ts"
import type { TypedColumn, TypedTable } from "../typed.ts"
import { fencesOf, type NumberShape, type Sentinel, sentinelsOf } from "./shape.ts"

/**
 * Shapes of the columns of numbers: counts and moments are of all rows, the fences are from the sample and what lies beyond them
 * is counted in all rows.
 */
export async function shapesOf(
  engine: Engine,
  table: TypedTable,
  { rows, schema }: { readonly rows: Rows; readonly schema: Schema },
): Promise<readonly NumberShape[]> {
  const columns = table.columns.flatMap((column): Wanted[] => {
    const values = rows.columns.get(column.name)
    const isWanted = schema.columns.some(
      ({ name, role }) => name === column.name && role !== "id" && role !== "constant",
    )
    const isNumber = column.type === "integer" || column.type === "number"
    return isNumber && isWanted && values?.kind === "number" ? [{ column, values: values.values }] : []
  })
  const shapes: NumberShape[] = []
  // Few columns at a time, so that a wide table does not make one query that takes long to plan.
  for (let start = 0; start < columns.length; start += columnsAtOnce) {
    shapes.push(...(await shapesOfFew(engine, columns.slice(start, start + columnsAtOnce))))
  }
  return shapes
}

interface Wanted {
  readonly column: TypedColumn
  /** The sample. */
  readonly values: Float64Array
}

async function shapesOfFew(engine: Engine, columns: readonly Wanted[]): Promise<readonly NumberShape[]> {
  const fences = columns.map(({ values }) => fencesOf(values))
  const items = columns.flatMap(({ column: { key } }, index) => {
    const { low = null, high = null } = fences[index] ?? {}
    return [
      `skewness(${key}) AS skew${index}`,
      `kurtosis(${key}) AS kurtosis${index}`,
      `count(*) FILTER (${key} = 0)::DOUBLE AS zeros${index}`,
      `count(*) FILTER (${key} < 0)::DOUBLE AS negatives${index}`,
      `${low === null ? "0" : `count(*) FILTER (${key} < ${low}::DOUBLE)`}::DOUBLE AS below${index}`,
      `${high === null ? "0" : `count(*) FILTER (${key} > ${high}::DOUBLE)`}::DOUBLE AS above${index}`,
    ]
  })
  const [row = {}] = await engine.records(`SELECT ${items.join(", ")} FROM typed`)
  const number = (name: string): number | null => {
    const value = row[name]
    return typeof value === "number" && Number.isFinite(value) ? value : null
  }
  return columns.map(({ column, values }, index) => {
    const fence = fences[index]
    return {
      column: column.name,
      skew: number(`skew${index}`),
      excessKurtosis: number(`kurtosis${index}`),
      zeros: number(`zeros${index}`) ?? 0,
      negatives: number(`negatives${index}`) ?? 0,
      outliers:
        fence === undefined
          ? null
          : { ...fence, below: number(`below${index}`) ?? 0, above: number(`above${index}`) ?? 0 },
      sentinels: sentinelsOf(commonValues(values), values),
    }
  })
}

/** Values that occur most in a sample; a code for "no value" is among them or rare enough to leave alone. */
function commonValues(values: Float64Array): readonly Sentinel[] {
  const rows = new Map<number, number>()
  for (const value of values) if (!Number.isNaN(value)) rows.set(value, (rows.get(value) ?? 0) + 1)
  return Array.from(rows, ([value, count]) => ({ value, rows: count }))
    .sort((one, other) => other.rows - one.rows)
    .slice(0, mostCommon)
}

const columnsAtOnce = 40

const mostCommon = 20
