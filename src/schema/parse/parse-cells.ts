import type { Schema } from "../column.ts"
import { inputColumns } from "../column.ts"
import type { Column } from "../rows.ts"
import { fieldsOf, unusedField, unusedList, wantedField } from "./fields.ts"
import type { Parsed, ParseOptions } from "./parse-records.ts"
import { parsePlace, placeColumnsIn } from "./place.ts"
import { type ProblemList, problemList } from "./problem.ts"
import { type ColumnReader, columnReader, readColumn } from "./read-column.ts"
import { cellReader } from "./value-reader.ts"

/** Text as a CSV reader gives it: a header and cells, row by row. */
export interface CellTable {
  readonly header: readonly string[]
  readonly cells: readonly (readonly string[])[]
}

/**
 * Make the reader of text tables once per schema and call it per request. Cells are read by the type of their column, the
 * header may have any order, and a nullable column may be absent.
 */
export function cellParser(schema: Schema, options: ParseOptions = {}): (table: CellTable) => Parsed {
  const { unused = "warn", maxProblems = 100 } = options
  const readers = inputColumns(schema).map((column) => columnReader(column, cellReader))
  const fields = fieldsOf(schema)
  return (given) => {
    const table = withPlaces(given, fields)
    const count = table.cells.length
    const problems = problemList(count, maxProblems)
    const warnings = problemList(count, maxProblems)
    const positions = readHeader(table.header, fields, { problems, unused: unusedList(unused, { problems, warnings }) })
    checkWidths(table, problems)
    const columns = new Map<string, Column>()
    for (const from of readers) {
      const position = positions.get(from.column.name)
      const lists = { problems, warnings }
      columns.set(
        from.column.name,
        position === undefined ? absentColumn(from, count, problems) : readCells(from, { table, position }, lists),
      )
    }
    return { rows: { count, columns }, problems: problems.sorted(), warnings: warnings.sorted() }
  }
}

/** `cellParser` for one call; a server keeps the parser instead. */
export function parseCells(schema: Schema, table: CellTable, options: ParseOptions = {}): Parsed {
  return cellParser(schema, options)(table)
}

/** Columns of places as two; a cell that holds none stays in both, to be told of. */
function withPlaces(table: CellTable, fields: ReadonlyMap<string, boolean>): CellTable {
  const halves = table.header.map((name) => (fields.has(name) ? undefined : placeColumnsIn(name, fields)))
  if (halves.every((half) => half === undefined)) return table
  const header = table.header.flatMap((name, position) => {
    const half = halves[position]
    return half === undefined ? [name] : [half.latitude, half.longitude]
  })
  const cells = table.cells.map((row) =>
    row.flatMap((cell, position) => {
      if (halves[position] === undefined) return [cell]
      const place = parsePlace(cell)
      return place === undefined ? [cell, cell] : [String(place.latitude), String(place.longitude)]
    }),
  )
  return { header, cells }
}

/** @returns the position of each field that the model reads */
function readHeader(
  header: readonly string[],
  fields: ReadonlyMap<string, boolean>,
  lists: { readonly problems: ProblemList; readonly unused: ProblemList | undefined },
): ReadonlyMap<string, number> {
  const positions = new Map<string, number>()
  for (const [position, field] of header.entries()) {
    const isInput = fields.get(field)
    const row = null
    if (isInput === undefined) {
      lists.problems.add({ row, field, code: "unknown-field", wanted: wantedField(field, fields), value: field })
    } else if (!isInput) {
      lists.unused?.add({ row, field, code: "unused-field", wanted: unusedField, value: field })
    } else if (positions.has(field)) {
      lists.problems.add({ row, field, code: "duplicate-field", wanted: "each field once in the header", value: field })
    } else {
      positions.set(field, position)
    }
  }
  return positions
}

function checkWidths(table: CellTable, problems: ProblemList): void {
  const width = table.header.length
  const wanted = `${width} cells, as many as the header has`
  for (const [row, cells] of table.cells.entries()) {
    if (cells.length !== width) problems.add({ row, field: null, code: "cell-count", wanted, value: cells.length })
  }
}

/** One problem for the whole column rather than one a row. */
function absentColumn({ column, reader }: ColumnReader<string>, count: number, problems: ProblemList): Column {
  if (!column.nullable) {
    problems.add({ row: null, field: column.name, code: "missing-field", wanted: reader.wanted })
  }
  return reader.kind === "number"
    ? { kind: "number", values: new Float64Array(count).fill(Number.NaN) }
    : { kind: "string", codes: new Int32Array(count).fill(-1), words: [] }
}

function readCells(
  from: ColumnReader<string>,
  { table, position }: { readonly table: CellTable; readonly position: number },
  lists: { readonly problems: ProblemList; readonly warnings: ProblemList },
): Column {
  const { name: field } = from.column
  const { wanted } = from.reader
  const at = (row: number): string | undefined => table.cells[row]![position]
  return readColumn(from, {
    count: table.cells.length,
    at,
    fault: (row, code) => {
      const value = at(row)
      // a short row has been reported as a whole
      if (value !== undefined) lists.problems.add({ row, field, code, wanted, value })
    },
    unseen: (row, word) => lists.warnings.add({ row, field, code: "unseen-category", wanted, value: word }),
  })
}
