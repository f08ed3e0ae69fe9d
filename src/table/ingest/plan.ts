import type { ColumnSchema, Schema } from "../../schema/index.ts"
import { columnMissing } from "../errors.ts"
import { castColumn, castStored } from "../query/cast.ts"
import type { Source } from "../source.ts"
import type { ReadColumn } from "./unreadable.ts"

/** A column of the schema and how the files give it. */
export interface PlannedColumn extends ReadColumn {
  readonly schema: ColumnSchema
}

/** How files are read by a schema. */
export interface ReadPlan {
  readonly columns: readonly PlannedColumn[]
  /** Columns of the files that the schema does not name. */
  readonly extra: readonly string[]
  /** Wanted columns that the files lack and that may be missing. */
  readonly absent: readonly ColumnSchema[]
}

/**
 * Find the wanted columns of a schema in the files.
 *
 * @param choose.optional whether a column may be absent
 * @param choose.stored the source is a table that `ingestFiles` wrote by this schema
 * @throws table.column-missing
 */
export function planReading(
  source: Source,
  schema: Schema,
  choose: {
    readonly wanted: (column: ColumnSchema) => boolean
    readonly optional: (column: ColumnSchema) => boolean
    readonly stored?: true
  },
): ReadPlan {
  const columns: PlannedColumn[] = []
  const absent: ColumnSchema[] = []
  for (const column of schema.columns) {
    if (!choose.wanted(column)) continue
    const found = source.columns.find(({ name }) => name === column.name)
    if (found !== undefined) {
      const cast = (choose.stored ? castStored : castColumn)(found.key, found.kind, column)
      columns.push({ name: column.name, key: found.key, cast, schema: column })
    } else if (choose.optional(column)) absent.push(column)
    else {
      const available = source.columns.map(({ name }) => name)
      throw columnMissing(column.name, available, source.files[0]!.name)
    }
  }
  const named = new Set(schema.columns.map(({ name }) => name))
  return { columns, absent, extra: source.columns.map(({ name }) => name).filter((name) => !named.has(name)) }
}
