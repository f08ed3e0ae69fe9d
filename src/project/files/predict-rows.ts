import type { Progress } from "../../base/index.ts"
import { type Intervals, intervals, type Model, predict } from "../../model/index.ts"
import type { FileRows, NewColumn } from "../../table/index.ts"
import { type ExplainedRow, explainRows } from "./explained-rows.ts"
import { predictedColumns } from "./predicted-columns.ts"

/** What is asked for besides predictions. */
export interface Asked {
  /** Share of rows whose intervals shall hold the truth; absent for no intervals. */
  readonly interval?: number | undefined
  /** Columns that a row's explanation names; absent for no explanations. */
  readonly explain?: number | undefined
}

export interface PredictedRows {
  readonly columns: readonly NewColumn[]
  /** What moved the first predictions; empty when explanations were not asked for. */
  readonly explanations: readonly ExplainedRow[]
}

/** @throws model.explain-uncounted, model.intervals-missing, model.interval-level */
export function predictRows(
  model: Model,
  rows: FileRows,
  { explain, interval, progress }: Asked & { readonly progress: Progress },
): PredictedRows {
  const predicted = predict(model, rows)
  const bounds = interval === undefined ? [] : intervalColumns(intervals(model, predicted, interval))
  const explained = explain === undefined ? undefined : explainRows(model, rows, { predicted, most: explain, progress })
  const extra = [...bounds, ...(explained === undefined ? [] : [explained.column])]
  return {
    columns: predictedColumns(model, { predicted, extra }, rows.leftOut),
    explanations: explained?.first ?? [],
  }
}

function intervalColumns({ low, high }: Intervals): readonly NewColumn[] {
  return [
    { name: "prediction_low", values: low },
    { name: "prediction_high", values: high },
  ]
}
