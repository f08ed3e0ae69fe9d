import type { Rows, Schema } from "../../schema/index.ts"
import { type Association, associationOf, type Measured } from "./association.ts"
import { measuredOf } from "./measured.ts"

/** How the columns go together, from a sample of the rows. */
export interface Relations {
  /** Rows of the table the numbers are from, spread evenly over it. */
  readonly rows: number
  /** Columns compared: those that a model reads and the target; at most 40. */
  readonly columns: readonly string[]
  /**
   * columns x columns: absolute value of the measure of each pair, 0 to 1; 1 on the diagonal, null where there are too few rows or
   * a column does not vary.
   */
  readonly strength: readonly (readonly (number | null)[])[]
  /** The strongest pairs first; at most 100. */
  readonly pairs: readonly Association[]
}

/** @param columns names in the order of the matrix */
export function relationsOf(rows: Rows, schema: Schema, columns: readonly string[]): Relations {
  const measured = columns.flatMap((name): { readonly name: string; readonly values: Measured }[] => {
    const column = rows.columns.get(name)
    const wanted = schema.columns.find((one) => one.name === name)
    return column === undefined || wanted === undefined ? [] : [{ name, values: measuredOf(column, wanted) }]
  })
  const strength: (number | null)[][] = measured.map((_, row) => measured.map((__, at) => (row === at ? 1 : null)))
  const pairs: Association[] = []
  for (const [row, one] of measured.entries()) {
    for (const [at, other] of measured.entries()) {
      if (at <= row) continue
      const found = associationOf(one.values, other.values)
      if (found === undefined) continue
      pairs.push({ one: one.name, other: other.name, ...found })
      strength[row]![at] = Math.abs(found.value)
      strength[at]![row] = Math.abs(found.value)
    }
  }
  pairs.sort((one, other) => Math.abs(other.value) - Math.abs(one.value))
  return { rows: rows.count, columns: measured.map(({ name }) => name), strength, pairs: pairs.slice(0, mostPairs) }
}

const mostPairs = 100
