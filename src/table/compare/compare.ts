import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { join } from "node:path"
import { type Progress, silent, withFileErrors } from "../../base/index.ts"
import { type DriftReport, detectDrift, type Rows, type Schema, sketchRows } from "../../schema/index.ts"
import { compareNothingShared } from "../errors.ts"
import type { Information } from "../insight/information.ts"
import type { TableOptions } from "../with-source.ts"
import { type ColumnChange, compareColumns } from "./compare-columns.ts"
import { type Compared, readCompared } from "./compare-read.ts"
import { compareSchemas, type SchemaChanges } from "./compare-schema.ts"
import { matchRows, namesOf } from "./match-rows.ts"
import type { RowChanges } from "./row-changes.ts"

export interface CompareOptions extends TableOptions {
  /** Columns that together name a row; default: the id that both tables have, else rows are told by their content. */
  readonly id?: readonly string[]
  /** Column to be predicted: what the others tell of it ranks their changes. */
  readonly target?: string
  /** Columns and types the rows handed out have; default: none are handed out. */
  readonly rowsOf?: Schema
}

/** One of the two tables. */
export interface ComparedTable {
  /** The files as people know them. */
  readonly files: readonly string[]
  readonly rows: number
  readonly columns: number
  /** Rows left out because they could not be read. */
  readonly dropped: number
}

/** What is different between two tables. */
export interface TableComparison {
  readonly before: ComparedTable
  readonly after: ComparedTable
  readonly rows: RowChanges
  readonly schema: SchemaChanges
  /** Columns that both have, in the order of the first. */
  readonly columns: readonly ColumnChange[]
  /** Rows the distributions were compared by: all, or some spread evenly over a larger table. */
  readonly sampled: { readonly before: number; readonly after: number }
  readonly drift: DriftReport
  /** What the columns tell of the target in the first table, most telling first; empty without a target. */
  readonly information: readonly Information[]
}

/** Rows of both tables as `rowsOf` wants them, such as for the predictions of a model. */
export interface ComparedRows {
  readonly before: Rows
  readonly after: Rows
}

/**
 * What is different between two tables: rows, columns, and how the values of each column are spread. Rows are matched by id when
 * both tables have one that names each row once; else equal rows are matched with equal rows, as often as they occur.
 *
 * @throws table.column-missing for an id, table.compare-id-repeats, table.compare-nothing-shared and what reading a table throws
 */
export async function compareTables(
  files: { readonly before: readonly string[]; readonly after: readonly string[] },
  options: CompareOptions,
  progress: Progress = silent,
): Promise<{ readonly comparison: TableComparison; readonly rows: ComparedRows | undefined }> {
  await withFileErrors("write", options.temporary, () => mkdir(options.temporary, { recursive: true }))
  const folder = await mkdtemp(join(options.temporary, "compare-"))
  try {
    progress({ text: "reading the first table", share: 0 })
    const one = await readCompared(files.before, { ...options, parquet: join(folder, "before.parquet") })
    progress({ text: "reading the second table", share: 0.4 })
    const other = await readCompared(files.after, {
      ...options,
      parquet: join(folder, "after.parquet"),
      like: one.schema,
    })
    const schema = compareSchemas(one, other)
    if (schema.pairs.length === 0) throw compareNothingShared(namesOf(one), namesOf(other))
    progress({ text: "matching the rows", share: 0.8 })
    const rows = await matchRows(one, other, { ...options, pairs: schema.pairs })
    const reference = sketchRows(one.schema, one.sample)
    const current = sketchRows(other.schema, other.sample)
    const drift = detectDrift(reference, other.sample)
    return {
      comparison: {
        before: tableOf(one),
        after: tableOf(other),
        rows,
        schema: schema.changes,
        columns: compareColumns(schema.pairs, { reference, current, drift }),
        sampled: { before: one.sample.count, after: other.sample.count },
        drift,
        information: one.information,
      },
      rows: one.rows === undefined || other.rows === undefined ? undefined : { before: one.rows, after: other.rows },
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const tableOf = ({ files, columns, dropped, count }: Compared): ComparedTable => ({
  files,
  rows: count,
  columns: columns.length,
  dropped,
})
