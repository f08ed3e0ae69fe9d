import { categoryRule } from "../check/value-rule.ts"
import type { ColumnSchema } from "../column.ts"
import type { Column } from "../rows.ts"
import type { ProblemCode } from "./problem.ts"
import type { ValueReader } from "./value-reader.ts"

/** Where the values of a column come from, and where what is wrong with them goes. */
export interface ValueSource<Source> {
  readonly count: number
  /** `undefined` is a missing value. */
  readonly at: (row: number) => Source | undefined
  readonly fault: (row: number, code: ProblemCode) => void
  readonly unseen: (row: number, word: string) => void
}

/** What is fixed of a column between requests. */
export interface ColumnReader<Source> {
  readonly column: ColumnSchema
  readonly reader: ValueReader<Source>
  /** Whether a word is a known category; undefined when any word will do. */
  readonly isSeen: ((word: string) => boolean) | undefined
}

export function columnReader<Source>(
  column: ColumnSchema,
  makeReader: (column: ColumnSchema) => ValueReader<Source>,
): ColumnReader<Source> {
  return { column, reader: makeReader(column), isSeen: categoryRule(column) }
}

/** The values of one column, `count` rows long. A value with a fault is missing in it. */
export function readColumn<Source>(from: ColumnReader<Source>, source: ValueSource<Source>): Column {
  return from.reader.kind === "number" ? readNumbers(from, source) : readWords(from, source)
}

function readNumbers<Source>({ column, reader }: ColumnReader<Source>, source: ValueSource<Source>): Column {
  const values = new Float64Array(source.count).fill(Number.NaN)
  for (let row = 0; row < source.count; row++) {
    const value = source.at(row)
    const reading = value === undefined ? undefined : reader.read(value)
    if (typeof reading === "number") values[row] = reading
    else if (typeof reading === "object") source.fault(row, reading.code)
    else if (!column.nullable) source.fault(row, "missing-value")
  }
  return { kind: "number", values }
}

/** Words are numbered as they come, so that one row has one word however many categories are known. */
function readWords<Source>({ column, reader, isSeen }: ColumnReader<Source>, source: ValueSource<Source>): Column {
  const codes = new Int32Array(source.count).fill(-1)
  const words: string[] = []
  const codeOf = new Map<string, number>()
  for (let row = 0; row < source.count; row++) {
    const value = source.at(row)
    const reading = value === undefined ? undefined : reader.read(value)
    if (typeof reading === "string") {
      let code = codeOf.get(reading)
      if (code === undefined) {
        code = words.push(reading) - 1
        codeOf.set(reading, code)
        if (isSeen?.(reading) === false) source.unseen(row, reading)
      }
      codes[row] = code
    } else if (typeof reading === "object") source.fault(row, reading.code)
    else if (!column.nullable) source.fault(row, "missing-value")
  }
  return { kind: "string", codes, words }
}
