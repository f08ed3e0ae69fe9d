import { type Model, predict } from "../model/index.ts"
import type { FileRows, NewColumn } from "../table/index.ts"
import { type ExplainedRow, explainRows } from "./explained-rows.ts"
import { predictedColumns } from "./predicted-columns.ts"

/** What is asked for besides predictions. */
export interface Asked {
  /** Columns that a row's explanation names; absent for no explanations. */
  readonly explain?: number | undefined
}

export interface PredictedRows {
  readonly columns: readonly NewColumn[]
  /** What moved the first predictions; empty when explanations were not asked for. */
  readonly explanations: readonly ExplainedRow[]
}

/** @throws model.explain-uncounted */
export function predictRows(model: Model, rows: FileRows, { explain }: Asked): PredictedRows {
  const predicted = predict(model, rows)
  const explained = explain === undefined ? undefined : explainRows(model, rows, { predicted, most: explain })
  const extra = explained === undefined ? [] : [explained.column]
  return {
    columns: predictedColumns(model, { predicted, extra }, rows.leftOut),
    explanations: explained?.first ?? [],
  }
}
