import type { Engine } from "../query/engine.ts"

/** A column to be written: numbers, NaN for missing, or words, null for missing. */
export interface NewColumn {
  readonly name: string
  readonly values: Float64Array | readonly (string | null)[]
}

/** Put columns of one length into a new temporary table with the columns `p0`, `p1` ..., in their order. */
export async function putColumns(engine: Engine, table: string, columns: readonly NewColumn[]): Promise<void> {
  const { DOUBLE, DuckDBDataChunk, VARCHAR } = await import("@duckdb/node-api")
  const types = columns.map(({ values }) => (values instanceof Float64Array ? DOUBLE : VARCHAR))
  const declared = columns.map(
    ({ values }, index) => `p${index} ${values instanceof Float64Array ? "DOUBLE" : "VARCHAR"}`,
  )
  await engine.run(`CREATE TEMP TABLE ${table} (${declared.join(", ")})`)
  const appender = await engine.connection.createAppender(table, "main", "temp")
  try {
    const rows = columns[0]?.values.length ?? 0
    for (let start = 0; start < rows; start += chunkRows) {
      const count = Math.min(chunkRows, rows - start)
      const chunk = DuckDBDataChunk.create(types, count)
      for (const [index, { values }] of columns.entries()) {
        chunk.setColumnValues(index, partOf(values, start, start + count))
      }
      appender.appendDataChunk(chunk)
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}

function partOf(values: NewColumn["values"], start: number, end: number): (number | string | null)[] {
  if (!(values instanceof Float64Array)) return values.slice(start, end)
  return Array.from(values.subarray(start, end), (value) => (Number.isNaN(value) ? null : value))
}

/** The engine's own size of a chunk. */
const chunkRows = 2048
