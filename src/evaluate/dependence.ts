import type { Random } from "../base/index.ts"
import type { Predicted } from "../model/index.ts"
import { type Column, inputColumns, type Rows, takeRows } from "../schema/index.ts"
import type { EvaluateInput } from "./evaluate-input.ts"
import type { Dependence } from "./evaluation.ts"
import { sampleRows, spreadRows } from "./metrics/sample.ts"
import { quantile } from "./uncertainty/bootstrap.ts"

/** How the mean answer of some rows follows each of some columns. */
export function measureDependence(
  input: EvaluateInput,
  columns: readonly string[],
  random: Random,
): readonly Dependence[] {
  const { rows: all, schema, predictWith } = input
  if (predictWith === undefined) return []
  const rows = takeRows(all, sampleRows(all.count, Math.min(all.count, mostRows), random))
  const typeOf = new Map(inputColumns(schema).map(({ name, type }) => [name, type]))
  return columns.flatMap((column) => {
    const values = rows.columns.get(column)
    const type = typeOf.get(column)
    if (values === undefined || type === undefined) return []
    const grid = values.kind === "number" ? numberGrid(values.values) : wordGrid(values)
    if (grid.length < 2) return []
    const answers = grid.map((cell) => predictWith(withValue(rows, column, filled(values, cell, rows.count))))
    return [
      {
        column,
        at: grid,
        isTime: type === "date" || type === "datetime",
        curves: curvesOf(input, answers),
        rows: singleRows(input, answers, rows.count),
      },
    ]
  })
}

/** Evenly spread over the rows, the outermost hundredths left out; all values of a column of few. */
function numberGrid(values: Float64Array): readonly number[] {
  const known = values.filter((value) => !Number.isNaN(value)).sort()
  if (known.length === 0) return []
  const distinct = [...new Set(known)]
  if (distinct.length <= mostPlaces) return distinct
  const shares = Array.from({ length: mostPlaces }, (_, place) => 0.01 + (0.98 * place) / (mostPlaces - 1))
  const isWhole = distinct.every(Number.isInteger)
  const points = shares.map((share) => quantile(known, share))
  return [...new Set(isWhole ? points.map(Math.round) : points)]
}

/** The most frequent first. */
function wordGrid({ codes, words }: Extract<Column, { kind: "string" }>): readonly string[] {
  const counts = new Map<number, number>()
  for (const code of codes) if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, mostWords)
    .map(([code]) => words[code]!)
}

function filled(column: Column, cell: number | string, rows: number): Column {
  if (column.kind === "number") return { kind: "number", values: new Float64Array(rows).fill(cell as number) }
  return { ...column, codes: new Int32Array(rows).fill(column.words.indexOf(cell as string)) }
}

function withValue(rows: Rows, name: string, column: Column): Rows {
  return { count: rows.count, columns: new Map(rows.columns).set(name, column) }
}

function curvesOf({ task, classes, truth }: EvaluateInput, answers: readonly Predicted[]): Dependence["curves"] {
  switch (task) {
    case "regression":
      return [{ means: answers.map(({ values }) => meanOf(values)) }]
    case "binary":
      return [curveOf(classes, 1, answers)]
    case "multiclass": {
      const rows = classes.map((_, index) => truth.reduce((count, label) => count + (label === index ? 1 : 0), 0))
      const largest = [...rows.keys()].sort((a, b) => rows[b]! - rows[a]! || a - b).slice(0, mostClasses)
      return largest.map((index) => curveOf(classes, index, answers))
    }
  }
}

function curveOf(
  classes: readonly string[],
  index: number,
  answers: readonly Predicted[],
): Dependence["curves"][number] {
  return { label: classes[index]!, means: answers.map(({ probabilities }) => meanOf(probabilities[index]!)) }
}

function singleRows({ task }: EvaluateInput, answers: readonly Predicted[], rows: number): Dependence["rows"] {
  if (task === "multiclass") return []
  const columns = answers.map(({ values, probabilities }) => (task === "regression" ? values : probabilities[1]!))
  return spreadRows(rows, mostSingle).map((row) => columns.map((column) => column[row]!))
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

const mostRows = 200
const mostPlaces = 20
const mostWords = 12
const mostClasses = 4
/** Enough to see whether rows go different ways. */
const mostSingle = 15
