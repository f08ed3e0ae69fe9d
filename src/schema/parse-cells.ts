import type { Schema } from "./column.ts"
import type { Parsed, ParseOptions } from "./parse-records.ts"

/** Text as a CSV reader gives it: a header and cells, row by row. */
export interface CellTable {
  readonly header: readonly string[]
  readonly cells: readonly (readonly string[])[]
}

/** Make once per schema, call per request. */
export function cellParser(_schema: Schema, _options: ParseOptions = {}): (table: CellTable) => Parsed {
  throw new Error("being written")
}

export function parseCells(schema: Schema, table: CellTable, options: ParseOptions = {}): Parsed {
  return cellParser(schema, options)(table)
}
