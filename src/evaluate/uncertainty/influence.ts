import type { Random } from "../../base/index.ts"
import { type Column, takeRows } from "../../schema/index.ts"
import type { EvaluateInput } from "../evaluate-input.ts"
import type { Influence } from "../evaluation.ts"
import { sampleRows, spreadRows } from "../metrics/sample.ts"

/** What moves the answers to some of the rows, column by column. */
export function measureInfluence(input: EvaluateInput, wanted: number, random: Random): Influence | undefined {
  const { rows: all, predictWith, explainWith, task, classes } = input
  if (predictWith === undefined || explainWith === undefined || wanted === 0) return undefined
  const rows = takeRows(all, sampleRows(all.count, Math.min(all.count, wanted), random))
  const { unit, columns, contributions } = explainWith(rows, predictWith(rows))
  const shown = spreadRows(rows.count, mostPoints)
  const told = columns.map((column, place) => {
    const own = contributions[place]!
    const values = placesOf(rows.columns.get(column), rows.count)
    return {
      column,
      mean: own.reduce((sum, value) => sum + Math.abs(value), 0) / rows.count,
      points: shown.map((row) => ({ contribution: own[row]!, place: values[row]! })),
    }
  })
  told.sort((a, b) => b.mean - a.mean)
  return {
    unit,
    ...(task === "binary" ? { of: classes[1]! } : {}),
    rows: rows.count,
    columns: told.map((column, rank) => (rank < mostDrawn ? column : { ...column, points: [] })),
  }
}

/** By row: where its value stands among all of them, from 0 to 1. The user's own columns are not among the rows. */
function placesOf(column: Column | undefined, rows: number): readonly (number | null)[] {
  if (column?.kind !== "number") return new Array<null>(rows).fill(null)
  const { values } = column
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const most = Math.max(1, sorted.length - 1)
  const placeOf = new Map(Array.from(sorted, (value, rank) => [value, rank / most] as const))
  return Array.from(values, (value) => placeOf.get(value) ?? null)
}

const mostPoints = 150
const mostDrawn = 10
