import type { DuckDBVector } from "@duckdb/node-api"
import { type Column, type ColumnType, holdsWords, type Rows } from "../schema/index.ts"
import type { Engine } from "./engine.ts"
import { type CodedWords, codeWords } from "./word-codes.ts"

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
 */
export async function fetchRows(
  engine: Engine,
  items: readonly FetchItem[],
  source: { readonly from: string; readonly quick?: boolean },
): Promise<Rows> {
  const texts = items.filter(({ type }) => holdsWords(type))
  const coded = source.quick === true && texts.length > 0 ? await codeWords(engine, texts, source.from) : new Map()
  const codedOf = (item: FetchItem): CodedWords | undefined => coded.get(texts.indexOf(item))
  const builders = items.map((item) => builderOf(item, codedOf(item)))
  const select = items.map((item) => codedOf(item)?.code ?? doubleOf(item))
  let count = 0
  // An empty select list is no SQL; the constant keeps the count of rows.
  const sql = `SELECT ${[...select, "0.0::DOUBLE"].join(", ")} FROM ${source.from}`
  for await (const chunk of engine.chunks(sql)) {
    const rows = chunk.rowCount
    for (const [index, builder] of builders.entries()) builder.add(chunk.getColumnVector(index), rows)
    count += rows
  }
  const columns = new Map<string, Column>()
  for (const [index, { name }] of items.entries()) columns.set(name, builders[index]!.finish())
  return { count, columns }
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
  readonly add: (vector: DuckDBVector, rows: number) => void
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
      values = withRoom(values, count + rows, (length) => new Float64Array(length))
      values.set(itemsOf(vector, Float64Array).subarray(0, rows), count)
      count += rows
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
      codes = withRoom(codes, count + rows, (length) => new Int32Array(length))
      const given = itemsOf(vector, Int32Array)
      for (let row = 0; row < rows; row++) {
        const number = given[row]!
        if (number >= 0 && codeOf[number] === -1) codeOf[number] = inOrder.push(words[number]!) - 1
        codes[count + row] = number < 0 ? -1 : codeOf[number]!
      }
      count += rows
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
      codes = withRoom(codes, count + rows, (length) => new Int32Array(length))
      for (let row = 0; row < rows; row++) {
        const word = vector.getItem(row)
        let code = -1
        if (typeof word === "string") {
          code = codeOf.get(word) ?? -1
          if (code < 0) {
            code = words.push(word) - 1
            codeOf.set(word, code)
          }
        }
        codes[count + row] = code
      }
      count += rows
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
