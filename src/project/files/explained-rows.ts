import { formatNumber, type Json, type Progress } from "../../base/index.ts"
import {
  type Attributions,
  type Contribution,
  type ContributionUnit,
  contributionsOf,
  explain,
  type Model,
  type Predicted,
  unitWords,
} from "../../model/index.ts"
import { type Rows, recordsOf, takeRows } from "../../schema/index.ts"
import type { NewColumn } from "../../table/index.ts"

/** What moved one prediction. */
export interface ExplainedRow {
  /** From 0. */
  readonly row: number
  readonly unit: ContributionUnit
  /** Exact Shapley values; otherwise close to them. */
  readonly exact: boolean
  /** The class that is spoken of; absent for regression. */
  readonly of?: string
  readonly base: number
  readonly contributions: readonly (Contribution & { readonly value: Json })[]
}

export interface Explained {
  /** The column `explanation`: the largest contributions of each row in words. */
  readonly column: NewColumn
  /** The first rows, whole. */
  readonly first: readonly ExplainedRow[]
}

/**
 * What moved each prediction, in words and as numbers.
 *
 * @param most columns that are named for a row
 */
export function explainRows(model: Model, rows: Rows, { predicted, most, progress }: ExplainWhat): Explained {
  const values: string[] = []
  const first: ExplainedRow[] = []
  for (let start = 0; start < rows.count; start += blockRows) {
    const numbers = Int32Array.from({ length: Math.min(blockRows, rows.count - start) }, (_, place) => start + place)
    progress({
      text: `explained ${formatNumber(start)} of ${formatNumber(rows.count)} rows`,
      share: start / rows.count,
    })
    const block = takeRows(rows, numbers)
    const attributions = explain(model, block, rowsOfPredicted(predicted, numbers))
    for (const [place, record] of recordsOf(model.schema, block).entries()) {
      const explained = { row: start + place, ...explainedRow(model, attributions, { place, record }) }
      values.push(wordsOf(explained, most))
      if (first.length < mostRows) first.push(explained)
    }
  }
  return { column: { name: "explanation", values }, first }
}

interface ExplainWhat {
  readonly predicted: Predicted
  readonly most: number
  readonly progress: Progress
}

function rowsOfPredicted({ values, probabilities }: Predicted, numbers: Int32Array): Predicted {
  const taken = (all: Float64Array): Float64Array => Float64Array.from(numbers, (row) => all[row]!)
  return { values: taken(values), probabilities: probabilities.map(taken) }
}

function explainedRow(
  model: Model,
  attributions: Attributions,
  { place, record }: { readonly place: number; readonly record: Readonly<Record<string, Json>> },
): Omit<ExplainedRow, "row"> {
  const label = model.classes[attributions.of[place]!]
  return {
    unit: attributions.unit,
    exact: attributions.exact,
    ...(label === undefined ? {} : { of: label }),
    base: attributions.base[place]!,
    contributions: contributionsOf(attributions, place).map(({ column, contribution }) => ({
      column,
      value: record[column] ?? null,
      contribution,
    })),
  }
}

/** Such as `from 206,856: income 8.3 +151,200; age 41 +3,020; 6 others -1,204`. */
function wordsOf({ unit, of, base, contributions }: ExplainedRow, most: number): string {
  const named = contributions.slice(0, most)
  const others = contributions.slice(most).reduce((sum, { contribution }) => sum + contribution, 0)
  const count = contributions.length - named.length
  const parts = [
    ...named.map(({ column, value, contribution }) => `${column} ${valueText(value)} ${signed(contribution)}`),
    ...(count === 0 ? [] : [`${count} ${count === 1 ? "other" : "others"} ${signed(others)}`]),
  ]
  return `${unitWords(unit, of)} from ${formatNumber(base)}${parts.length === 0 ? "" : `: ${parts.join("; ")}`}`
}

function valueText(value: Json): string {
  if (value === null) return "missing"
  const text = typeof value === "number" ? formatNumber(value) : String(value)
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text
}

function signed(value: number): string {
  return `${value < 0 ? "" : "+"}${formatNumber(value)}`
}

/** So few that progress shows on a slow model too. */
const blockRows = 1000
const mostRows = 100
const longestValue = 40
