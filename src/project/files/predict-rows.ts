import type { Progress } from "../../base/index.ts"
import { type Intervals, intervals, type Model, predict, predictionSets } from "../../model/index.ts"
import type { FileRows, NewColumn } from "../../table/index.ts"
import { type ExplainedRow, explainRows } from "./explained-rows.ts"
import { predictedColumns } from "./predicted-columns.ts"

/** What is asked for besides predictions. */
export interface Asked {
  /** Share of rows whose intervals shall hold the truth; absent for no intervals. */
  readonly interval?: number | undefined
  /** Share of rows whose set of classes shall hold the truth; absent for no sets. */
  readonly predictionSet?: number | undefined
  /** Columns that a row's explanation names; absent for no explanations. */
  readonly explain?: number | undefined
}

export interface PredictedRows {
  readonly columns: readonly NewColumn[]
  /** What moved the first predictions; empty when explanations were not asked for. */
  readonly explanations: readonly ExplainedRow[]
}

/**
 * @throws model.explain-uncounted, model.intervals-missing, model.interval-level, model.prediction-sets-missing,
 * model.prediction-set-level
 */
export function predictRows(
  model: Model,
  rows: FileRows,
  { explain, interval, predictionSet, progress }: Asked & { readonly progress: Progress },
): PredictedRows {
  const predicted = predict(model, rows)
  const bounds = interval === undefined ? [] : intervalColumns(intervals(model, predicted, interval))
  const sets = predictionSet === undefined ? [] : [setColumn(model, predictionSets(model, predicted, predictionSet))]
  const explained = explain === undefined ? undefined : explainRows(model, rows, { predicted, most: explain, progress })
  const extra = [...bounds, ...sets, ...(explained === undefined ? [] : [explained.column])]
  return {
    columns: predictedColumns(model, { predicted, extra }, rows.leftOut),
    explanations: explained?.first ?? [],
  }
}

/** Labels may hold any sign, so each set is written as a JSON array. */
function setColumn({ classes }: Model, sets: readonly (readonly number[])[]): NewColumn {
  return { name: "prediction_set", values: sets.map((set) => JSON.stringify(set.map((label) => classes[label]))) }
}

function intervalColumns({ low, high }: Intervals): readonly NewColumn[] {
  return [
    { name: "prediction_low", values: low },
    { name: "prediction_high", values: high },
  ]
}
