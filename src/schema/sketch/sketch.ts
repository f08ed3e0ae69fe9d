import { type ColumnRole, type ColumnSchema, type ColumnType, inputColumns, type Schema } from "../column.ts"
import type { WordCount } from "../infer/facts.ts"
import type { Column, Rows } from "../rows.ts"
import { sketchNumbers } from "./numbers.ts"
import type { Points } from "./points.ts"
import { sketchWords } from "./words.ts"

/** Statistics of rows, never rows: what the artifact keeps of its training data. Plain JSON. */
export interface Sketch {
  /** Of this layout. Format 1, which had no such field, is read by `readSketch`. */
  readonly format: 2
  readonly rows: number
  /** Of the table the sketched rows were taken from; absent when all of them were. */
  readonly tableRows?: number
  readonly columns: readonly ColumnSketch[]
}

export type ColumnSketch = NumberSketch | WordSketch

/** What every sketch of a column begins with. */
export interface SketchedColumn {
  readonly name: string
  readonly type: ColumnType
  readonly role: ColumnRole
  /** Rows with a value; `count + missing` is the rows. */
  readonly count: number
  readonly missing: number
  /** Exact; absent when whoever counted could not. */
  readonly distinct?: number
}

/** Integer, number, boolean (0 and 1), date and datetime (milliseconds since 1970 UTC). */
export interface NumberSketch extends SketchedColumn {
  readonly kind: "number"
  /** null when there is no value */
  readonly mean: number | null
  /** Of the sample: the squares are divided by count - 1; null under two values. */
  readonly std: number | null
  readonly min: number | null
  readonly max: number | null
  /** At 0, 1, ... 100 %, linear between neighbours; empty when there is no value. */
  readonly quantiles: readonly number[]
  /** For drawing: bins of one width from min to max, one edge more than counts; empty when there is no value. */
  readonly histogram: Histogram
  /** For drift. */
  readonly points: Points
}

/** Category and text. */
export interface WordSketch extends SketchedColumn {
  readonly kind: "string"
  /** A category is counted by whole values, a text by its lower-case words. */
  readonly unit: "value" | "word"
  /** UTF-16 units of a value; null when there is no value. */
  readonly meanLength: number | null
  /** Most frequent first, then by the alphabet; at most 1000, and the words of a reference it was counted beside. */
  readonly words: readonly WordCount[]
  /** What is counted and not in `words`. */
  readonly rest: number
}

export interface Histogram {
  readonly edges: readonly number[]
  readonly counts: readonly number[]
}

/** Statistics of the input columns and the target, as far as `rows` has them. The order of the rows does not matter, to the bit. */
export function sketchRows(schema: Schema, rows: Rows): Sketch {
  const target = schema.columns.filter(({ role }) => role === "target")
  const columns = [...inputColumns(schema), ...target].flatMap((column) => {
    const values = rows.columns.get(column.name)
    return values === undefined ? [] : [sketchColumn(column, values)]
  })
  return { format: 2, rows: rows.count, columns }
}

function sketchColumn(column: ColumnSchema, values: Column): ColumnSketch {
  switch (values.kind) {
    case "number":
      return sketchNumbers(column, values.values)
    case "string":
      return sketchWords(column, values)
  }
}
