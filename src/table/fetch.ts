import type { DuckDBVector } from "@duckdb/node-api"
import { type Column, type ColumnType, holdsWords, type Rows } from "../schema/index.ts"
import type { Engine } from "./query/engine.ts"
import { type CodedWords, codeWords } from "./query/word-codes.ts"

/** A column to be fetched: an expression of the engine type that goes with `type`. */
export interface FetchItem {
  readonly name: string
  readonly type: ColumnType
  readonly value: string
}

/**
 * Rows of a select into memory, streamed. Numbers come as doubles; instants as milliseconds, microseconds kept as a fraction.
 *
 * @param source.from what stands behind `FROM`
 * @param source.quick it is read again in no time, as Parquet is
 * @param source.keep ascending numbers, from 0, of the rows that are wanted; all when absent
 */
export async function fetchRows(
  engine: Engine,
  items: readonly FetchItem[],
  source: { readonly from: string; readonly quick?: boolean; readonly keep?: Int32Array },
): Promise<Rows> {
  const texts = items.filter(({ type }) => holdsWords(type))
  const coded = source.quick === true && texts.length > 0 ? await codeWords(engine, texts, source.from) : new Map()
  const codedOf = (item: FetchItem): CodedWords | undefined => coded.get(texts.indexOf(item))
  const builders = items.map((item) => builderOf(item, codedOf(item)))
  const select = items.map((item) => codedOf(item)?.code ?? doubleOf(item))
  const wanted = wantedRows(source.keep)
  let count = 0
  // An empty select list is no SQL; the constant keeps the count of rows.
  const sql = `SELECT ${[...select, "0.0::DOUBLE"].join(", ")} FROM ${source.from}`
  for await (const chunk of engine.chunks(sql)) {
    const rows = wanted(chunk.rowCount)
    if (rows.length > 0) {
      for (const [index, builder] of builders.entries()) builder.add(chunk.getColumnVector(index), rows)
    }
    count += rows.length
  }
  const columns = new Map<string, Column>()
  for (const [index, { name }] of items.entries()) columns.set(name, builders[index]!.finish())
  return { count, columns }
}

/** @returns for each chunk in turn, given its rows, the positions in it that are wanted */
function wantedRows(keep: Int32Array | undefined): (rows: number) => Int32Array {
  const every = Int32Array.from({ length: chunkRows }, (_, row) => row)
  let [start, next] = [0, 0]
  return (rows) => {
    if (keep === undefined) return every.subarray(0, rows)
    const first = next
    while (next < keep.length && keep[next]! < start + rows) next++
    const chunkStart = start
    start += rows
    return keep.subarray(first, next).map((row) => row - chunkStart)
  }
}

function doubleOf({ type, value }: FetchItem): string {
  switch (type) {
    case "integer":
    case "number":
      return notANumber(`CAST(${value} AS DOUBLE)`)
    case "boolean":
      return notANumber(`CAST(CAST(${value} AS TINYINT) AS DOUBLE)`)
    case "date":
    case "datetime":
      return notANumber(`CAST(epoch_us(CAST(${value} AS TIMESTAMP)) AS DOUBLE) / 1000`)
    case "category":
    case "text":
    case "identifier":
      return value
  }
}

/** Null slots hold junk; a NaN in them needs no look at the validity mask, which costs more than the copy. */
function notANumber(number: string): string {
  return `coalesce(${number}, 'NaN'::DOUBLE)`
}

interface Builder {
  /** @param rows positions in the vector */
  readonly add: (vector: DuckDBVector, rows: Int32Array) => void
  readonly finish: () => Column
}

function builderOf({ type }: FetchItem, coded: CodedWords | undefined): Builder {
  if (!holdsWords(type)) return numberBuilder()
  return coded === undefined ? wordBuilder() : codeBuilder(coded.words)
}

function numberBuilder(): Builder {
  let values = new Float64Array(4096)
  let count = 0
  return {
    add: (vector, rows) => {
      values = withRoom(values, count + rows.length, (length) => new Float64Array(length))
      const given = itemsOf(vector, Float64Array)
      for (const row of rows) values[count++] = given[row]!
    },
    finish: () => {
      const exact = values.slice(0, count)
      // A negative zero would be another bit pattern of the same number.
      for (let row = 0; row < count; row++) exact[row]! += 0
      return { kind: "number", values: exact }
    },
  }
}

/** The values of a chunk where the engine wrote them. Its types hide them; its own reader takes a call and a test per value. */
function itemsOf<T extends Float64Array | Int32Array>(vector: DuckDBVector, type: new (length: number) => T): T {
  const items: unknown = Reflect.get(vector, "items")
  if (!(items instanceof type)) throw new Error(`The engine gave another type than the ${type.name} that was asked for`)
  return items
}

/** @param words by the engine's numbers, which are renumbered in the order they come */
function codeBuilder(words: readonly string[]): Builder {
  let codes = new Int32Array(4096)
  let count = 0
  const inOrder: string[] = []
  const codeOf = new Int32Array(words.length).fill(-1)
  return {
    add: (vector, rows) => {
      codes = withRoom(codes, count + rows.length, (length) => new Int32Array(length))
      const given = itemsOf(vector, Int32Array)
      for (const row of rows) {
        const number = given[row]!
        if (number >= 0 && codeOf[number] === -1) codeOf[number] = inOrder.push(words[number]!) - 1
        codes[count++] = number < 0 ? -1 : codeOf[number]!
      }
    },
    finish: () => ({ kind: "string", codes: codes.slice(0, count), words: inOrder }),
  }
}

/** Words are numbered in the order they come. */
function wordBuilder(): Builder {
  let codes = new Int32Array(4096)
  let count = 0
  const words: string[] = []
  const codeOf = new Map<string, number>()
  return {
    add: (vector, rows) => {
      codes = withRoom(codes, count + rows.length, (length) => new Int32Array(length))
      for (const row of rows) {
        const word = vector.getItem(row)
        let code = -1
        if (typeof word === "string") {
          code = codeOf.get(word) ?? -1
          if (code < 0) {
            code = words.push(word) - 1
            codeOf.set(word, code)
          }
        }
        codes[count++] = code
      }
    },
    finish: () => ({ kind: "string", codes: codes.slice(0, count), words }),
  }
}

function withRoom<T extends Float64Array | Int32Array>(values: T, needed: number, make: (length: number) => T): T {
  if (needed <= values.length) return values
  const larger = make(Math.max(needed, values.length * 2))
  larger.set(values)
  return larger
}

/** The engine's own size of a chunk. */
const chunkRows = 2048
