import { type ColumnRole, type ColumnSchema, type ColumnType, inputColumns, type Schema } from "./column.ts"
import type { WordCount } from "./facts.ts"
import type { Column, Rows } from "./rows.ts"
import { sketchNumbers } from "./sketch-numbers.ts"
import { sketchWords } from "./sketch-words.ts"

/** Statistics of rows, never rows: what the artifact keeps of its training data. Plain JSON. */
export interface Sketch {
  readonly rows: number
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
  /**
   * For drift: bins of about one frequency in the reference, or one for each of a few values. Inner edges only: bin i holds
   * values above edge i - 1 up to and with edge i, the outer bins are open, so there is one count more than edges.
   */
  readonly bins: Histogram
}

/** Category and text. */
export interface WordSketch extends SketchedColumn {
  readonly kind: "string"
  /** A category is counted by whole values, a text by its lower-case words. */
  readonly unit: "value" | "word"
  /** UTF-16 units of a value; null when there is no value. */
  readonly meanLength: number | null
  /** Most frequent first, then by the alphabet; at most 1000, besides the words of the reference. */
  readonly words: readonly WordCount[]
  /** What is counted and not in `words`. */
  readonly rest: number
}

export interface Histogram {
  readonly edges: readonly number[]
  readonly counts: readonly number[]
}

/**
 * Statistics of the input columns and the target, as far as `rows` has them. The order of the rows does not matter, to the bit.
 *
 * @param reference its bins and words are counted in the new sketch too, so that drift against it is exact
 */
export function sketchRows(schema: Schema, rows: Rows, reference?: Sketch): Sketch {
  const target = schema.columns.filter(({ role }) => role === "target")
  const known = new Map(reference?.columns.map((column) => [column.name, column]))
  const columns = [...inputColumns(schema), ...target].flatMap((column) => {
    const values = rows.columns.get(column.name)
    return values === undefined ? [] : [sketchColumn(column, values, known.get(column.name))]
  })
  return { rows: rows.count, columns }
}

function sketchColumn(column: ColumnSchema, values: Column, reference: ColumnSketch | undefined): ColumnSketch {
  switch (values.kind) {
    case "number":
      return sketchNumbers(column, values.values, reference?.kind === "number" ? reference.bins.edges : undefined)
    case "string":
      return sketchWords(column, values, reference?.kind === "string" ? reference.words : [])
  }
}
