import { type ColumnFacts, holdsWords, inferSchema, type Rows, type Schema } from "../../schema/index.ts"
import { noRows } from "../errors.ts"
import type { Information } from "../insight/information.ts"
import { targetFactsOf } from "../insight/target-facts.ts"
import { countFacts } from "../profile/facts.ts"
import { sampleRows, takeSample } from "../profile/sample.ts"
import { sqlText } from "../query/sql.ts"
import { readTyped, type TypedColumn } from "../typed/typed.ts"
import { type TableOptions, withSource } from "../with-source.ts"

/** One side of a comparison, read once. */
export interface Compared {
  readonly files: readonly string[]
  readonly columns: readonly TypedColumn[]
  readonly facts: readonly ColumnFacts[]
  /** What is constant here may vary in the other table, so it is a feature like any other. */
  readonly schema: Schema
  readonly count: number
  readonly dropped: number
  /** Rows to sketch, by `schema`. */
  readonly sample: Rows
  /** Of the target, when it is in the table. */
  readonly information: readonly Information[]
  /** Rows by `rowsOf`. */
  readonly rows: Rows | undefined
  /** All rows, typed: columns by key, and `r`, the row from 1. */
  readonly parquet: string
}

interface ReadCompared extends TableOptions {
  readonly rowsOf?: Schema
  /** Where the typed rows go. */
  readonly parquet: string
  /** The schema of the other side, whose reading of a column holds where the values allow it. */
  readonly like?: Schema
  readonly target?: string
}

/** Read one table into a typed file beside what is known of it, so that two of them can be laid over each other. */
export async function readCompared(files: readonly string[], options: ReadCompared): Promise<Compared> {
  const { parquet, rowsOf, like, target } = options
  return withSource(files, { ...options, writes: [parquet], schema: like }, async (engine, source) => {
    const names = source.files.map(({ name }) => name)
    const table = await readTyped(engine, source, options.settings)
    if (table.rows === 0) throw noRows(names)
    const some = await takeSample(engine, table)
    const facts = await countFacts(engine, table, some)
    const hasTarget = target !== undefined && facts.some(({ name }) => name === target)
    const schema = alike(inferSchema(facts, hasTarget ? { target } : {}), like)
    const items = table.columns.map(({ key }) => key)
    await engine.run(
      `COPY (SELECT (rowid + 1)::DOUBLE AS r, ${items.join(", ")} FROM typed) TO ${sqlText(parquet)} (FORMAT parquet, USE_TMP_FILE false)`,
    )
    const sample = await sampleRows(engine, some, schema)
    return {
      files: names,
      columns: table.columns,
      facts,
      schema,
      count: table.rows,
      dropped: table.dropped,
      sample,
      information: targetFactsOf(sample, schema, facts)?.information ?? [],
      rows: rowsOf === undefined ? undefined : await sampleRows(engine, some, rowsOf),
      parquet,
    }
  })
}

/** Whether words are a category or a text is a matter of a few rows; both sides must be counted the same way. */
function alike(schema: Schema, like: Schema | undefined): Schema {
  const known = new Map(like?.columns.map((column) => [column.name, column]))
  return {
    columns: schema.columns.map((column) => {
      const { type, role } = known.get(column.name) ?? column
      const same = holdsWords(type) === holdsWords(column.type)
      return {
        ...column,
        role: role === "constant" ? "feature" : role,
        type: same && holdsWords(type) ? type : column.type,
      }
    }),
  }
}
