import { type Random, shuffle } from "../base/index.ts"
import type { Predicted } from "../model/index.ts"
import { type Column, inputColumns, type Rows, type Schema, takeColumn, takeRows } from "../schema/index.ts"
import type { Importance } from "./evaluation.ts"
import { kernelOf } from "./metrics/kernel.ts"
import type { MetricFacts } from "./metrics/metric.ts"
import { sampleRows } from "./metrics/sample.ts"

export interface ImportanceInput {
  readonly truth: Float64Array
  /** rows long; how much each counts, the same when absent */
  readonly weights?: Float64Array
  readonly rows: Rows
  readonly schema: Schema
  readonly metric: MetricFacts
  readonly predictWith: (rows: Rows) => Predicted
}

/**
 * Permutation importance: how much worse the metric gets when one column's values are shuffled among the rows. Rows are
 * sampled and, on wide tables, shuffles left out, so that at most `mostPredictions` rows are predicted.
 *
 * @returns most important first; empty when the metric is not defined
 */
export function measureImportance(input: ImportanceInput, repeats: number, random: Random): readonly Importance[] {
  const names = inputColumns(input.schema)
    .map((column) => column.name)
    .filter((name) => input.rows.columns.has(name))
  if (repeats === 0 || names.length === 0) return []
  const shuffles = Math.max(1, Math.min(repeats, Math.floor(mostPredictions / (names.length * fewestRows))))
  const wanted = Math.min(mostRows, Math.max(fewestRows, Math.floor(mostPredictions / (names.length * shuffles))))
  const chosen = sampleRows(input.rows.count, Math.min(wanted, input.rows.count), random)
  const rows = takeRows(input.rows, chosen)
  const pick = (values: Float64Array): Float64Array => Float64Array.from(chosen, (row) => values[row]!)
  const { weights } = input
  const given = { truth: pick(input.truth), ...(weights === undefined ? {} : { weights: pick(weights) }) }
  const { name: metric, lowerIsBetter } = input.metric
  const valueOn = (on: Rows): number => kernelOf(metric, { ...given, predicted: input.predictWith(on) })()
  const before = valueOn(rows)
  const sign = lowerIsBetter ? 1 : -1
  const all = names.map((column): Importance => {
    const drops = Array.from({ length: shuffles }, (_none, repeat) => {
      const order = shuffle(Int32Array.from(chosen.keys()), random.fork(`${column}/${repeat}`))
      return sign * (valueOn(withColumn(rows, column, takeColumn(rows.columns.get(column)!, order))) - before)
    })
    const drop = drops.reduce((sum, value) => sum + value, 0) / shuffles
    const variance = drops.reduce((sum, value) => sum + (value - drop) ** 2, 0) / shuffles
    return { column, drop, deviation: Math.sqrt(variance) }
  })
  return all.filter(({ drop }) => Number.isFinite(drop)).sort((a, b) => b.drop - a.drop)
}

function withColumn(rows: Rows, name: string, column: Column): Rows {
  return { count: rows.count, columns: new Map(rows.columns).set(name, column) }
}

const mostPredictions = 400_000
const mostRows = 5000
const fewestRows = 300
