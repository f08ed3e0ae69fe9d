import { isPlainObject } from "../../base/index.ts"
import { inputColumns, type Schema } from "../column.ts"
import type { Column, Rows } from "../rows.ts"
import { fieldsOf, unusedField, unusedList, wantedField } from "./fields.ts"
import { parsePlace, placeColumnsIn } from "./place.ts"
import { type Problem, type ProblemList, problemList } from "./problem.ts"
import { type ColumnReader, columnReader, readColumn } from "./read-column.ts"
import { jsonReader } from "./value-reader.ts"

export interface ParseOptions {
  /** A field of the schema that the model does not read (id, target, leak ...): default warn. */
  readonly unused?: "error" | "warn" | "accept"
  /** Problems and warnings kept; parsing goes on without keeping more. Default 100. */
  readonly maxProblems?: number
}

/** Rows hold every input column; a value with a problem is missing in them. Use the rows only when there are no problems. */
export interface Parsed {
  readonly rows: Rows
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/**
 * Make the reader of JSON records once per schema and call it per request. Only input columns are wanted; nothing is coerced
 * and nothing is dropped unsaid: an unknown field is a problem, and so is `"3"` for a number or `true` for 1. A nullable field
 * may be null or absent.
 */
export function recordParser(schema: Schema, options: ParseOptions = {}): (records: readonly unknown[]) => Parsed {
  const { unused = "warn", maxProblems = 100 } = options
  const readers = inputColumns(schema).map((column) => columnReader(column, jsonReader))
  const fields = fieldsOf(schema)
  return (records) => {
    const problems = problemList(records.length, maxProblems)
    const warnings = problemList(records.length, maxProblems)
    const lists = { problems, warnings, unused: unusedList(unused, { problems, warnings }) }
    const usable = records.map((record, row) => checkedRecord(record, row, { fields, lists }))
    const columns = new Map<string, Column>()
    for (const reader of readers) columns.set(reader.column.name, readField(reader, usable, lists))
    return { rows: { count: records.length, columns }, problems: problems.sorted(), warnings: warnings.sorted() }
  }
}

/** `recordParser` for one call; a server keeps the parser instead. */
export function parseRecords(schema: Schema, records: readonly unknown[], options: ParseOptions = {}): Parsed {
  return recordParser(schema, options)(records)
}

interface Lists {
  readonly problems: ProblemList
  readonly warnings: ProblemList
  readonly unused: ProblemList | undefined
}

interface RecordContext {
  readonly fields: ReadonlyMap<string, boolean>
  readonly lists: Lists
}

/** @returns the record, or undefined when it is none */
function checkedRecord(record: unknown, row: number, context: RecordContext): Record<string, unknown> | undefined {
  const { fields, lists } = context
  if (!isPlainObject(record)) {
    lists.problems.add({
      row,
      field: null,
      code: "not-a-record",
      wanted: "an object with a value for each field",
      value: record,
    })
    return undefined
  }
  let whole: Record<string, unknown> = record
  for (const field of Object.keys(record)) {
    const isInput = fields.get(field)
    if (isInput === true) continue
    const value = record[field]
    const halves = isInput === undefined ? placeColumnsIn(field, fields) : undefined
    if (halves !== undefined) {
      const place = placeOf(value)
      if (place === undefined) lists.problems.add({ row, field, code: "wrong-type", wanted: wantedPlace, value })
      else whole = { ...whole, [halves.latitude]: place.latitude, [halves.longitude]: place.longitude }
    } else if (isInput === undefined) {
      lists.problems.add({ row, field, code: "unknown-field", wanted: wantedField(field, fields), value })
    } else {
      lists.unused?.add({ row, field, code: "unused-field", wanted: unusedField, value })
    }
  }
  return whole
}

/** Missing halves for a missing place; undefined when the value is none. */
function placeOf(value: unknown): { readonly latitude: number | null; readonly longitude: number | null } | undefined {
  if (value === null) return { latitude: null, longitude: null }
  return typeof value === "string" ? parsePlace(value) : undefined
}

const wantedPlace = 'a place such as "40.7128, -74.0060", or its latitude and longitude as two fields'

function readField(
  from: ColumnReader<unknown>,
  records: readonly (Record<string, unknown> | undefined)[],
  { problems, warnings }: Lists,
): Column {
  const { name: field } = from.column
  const { wanted } = from.reader
  const has = (row: number): boolean => records[row] !== undefined && Object.hasOwn(records[row], field)
  return readColumn(from, {
    count: records.length,
    at: (row) => (has(row) ? (records[row]![field] ?? undefined) : undefined),
    fault: (row, code) => {
      if (records[row] === undefined) return
      if (has(row)) problems.add({ row, field, code, wanted, value: records[row][field] })
      else problems.add({ row, field, code: "missing-field", wanted })
    },
    unseen: (row, word) => warnings.add({ row, field, code: "unseen-category", wanted, value: word }),
  })
}
