import { raggedText, valueText } from "../errors.ts"
import type { Engine } from "../query/engine.ts"
import type { Source } from "../source.ts"
import { findUnreadable, type ReadColumn } from "./unreadable.ts"

/** What `data.badRows: drop` leaves out of a reading. */
export interface LeftOut {
  /** Lines that cannot be cut into cells; they are no rows. */
  readonly lines: number
  /** Ascending numbers, from 0 and without those lines, of the rows with a value that cannot be read. */
  readonly rows: readonly number[]
  /** The first of both in words, at most 20. */
  readonly first: readonly string[]
  /** Lines and rows together. */
  readonly count: number
}

/** Look for all that cannot be read; to be called when it is to be left out. */
export async function findLeftOut(engine: Engine, source: Source, columns: readonly ReadColumn[]): Promise<LeftOut> {
  const { ragged, rows, first } = await findUnreadable(engine, source, columns)
  return {
    lines: ragged.count,
    rows,
    count: ragged.count + rows.length,
    first: [...ragged.first.map(raggedText), ...first.map(valueText)].slice(0, mostNamed),
  }
}

export const nothingLeftOut: LeftOut = { lines: 0, rows: [], first: [], count: 0 }

const mostNamed = 20
