import type { ColumnDrift, ColumnSketch, ColumnType, DriftReport, Sketch } from "../../schema/index.ts"
import type { ColumnPair } from "./compare-schema.ts"

/** How the values of a column that both tables have are spread. */
export interface ColumnChange {
  readonly column: string
  /** Of the first table. */
  readonly type: ColumnType
  readonly before: ColumnSummary
  readonly after: ColumnSummary
  /** Absent when nothing can be said; then `untested` says why. */
  readonly drift?: ColumnDrift
  readonly untested?: string
}

export interface ColumnSummary {
  /** In [0, 1]. */
  readonly missingShare: number
  /** Numbers and instants, those in milliseconds since 1970 UTC; null when there is no value. */
  readonly mean?: number | null
  readonly median?: number | null
  readonly min?: number | null
  readonly max?: number | null
  /** The most frequent words with their share of the values in [0, 1]. */
  readonly words?: readonly { readonly word: string; readonly share: number }[]
}

/** The columns that were sketched, in the order of the first table. */
export function compareColumns(
  pairs: readonly ColumnPair[],
  { reference, current, drift }: { readonly reference: Sketch; readonly current: Sketch; readonly drift: DriftReport },
): readonly ColumnChange[] {
  const [before, after] = [reference, current].map(
    ({ columns }) => new Map(columns.map((sketch) => [sketch.name, sketch])),
  )
  const tested = new Map(drift.columns.map((column) => [column.column, column]))
  const untested = new Map(drift.untested.map(({ column, reason }) => [column, reason]))
  return pairs.flatMap(({ name }) => {
    const [one, other] = [before?.get(name), after?.get(name)]
    if (one === undefined || other === undefined) return []
    const found = tested.get(name)
    const reason = untested.get(name)
    return [
      {
        column: name,
        type: one.type,
        before: summaryOf(one),
        after: summaryOf(other),
        ...(found === undefined ? {} : { drift: found }),
        ...(reason === undefined ? {} : { untested: reason }),
      },
    ]
  })
}

function summaryOf(sketch: ColumnSketch): ColumnSummary {
  const missingShare = sketch.missing / Math.max(1, sketch.count + sketch.missing)
  if (sketch.kind === "number") {
    const { mean, min, max, quantiles } = sketch
    return { missingShare, mean, median: quantiles[50] ?? null, min, max }
  }
  const total = sketch.words.reduce((sum, { count }) => sum + count, sketch.rest)
  return {
    missingShare,
    words: sketch.words.slice(0, shownWords).map(({ word, count }) => ({ word, share: count / Math.max(1, total) })),
  }
}

const shownWords = 5
