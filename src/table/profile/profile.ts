import { type Progress, silent } from "../../base/index.ts"
import {
  type ColumnFacts,
  inferSchema,
  type LeakSuspect,
  type Schema,
  type Sketch,
  sketchRows,
} from "../../schema/index.ts"
import { noRows } from "../errors.ts"
import { type Insight, understand } from "../insight/understand.ts"
import type { TargetSpec } from "../query/expression.ts"
import { type ColumnOfFiles, changesOf, type Source } from "../source.ts"
import { readTyped } from "../typed/typed.ts"
import { type TableOptions, withSource } from "../with-source.ts"
import { type Advice, adviseOn } from "./advice.ts"
import { countFacts } from "./facts.ts"
import { lookForLeaks, sampleRows, takeSample } from "./sample.ts"
import { findTarget, type TargetedTable } from "./target.ts"

export interface ProfileOptions extends TableOptions {
  /** Without one no leaks are looked for. */
  readonly target?: TargetSpec
  /** The schema to sketch the columns with; default: inferred with the target and nothing else. */
  readonly schemaOf?: (facts: readonly ColumnFacts[], profile: Pick<Profile, "uses">) => Schema
}

/** What is in the files of a table. */
export interface Profile extends Insight {
  readonly rows: number
  /** Rows left out because they could not be read. */
  readonly dropped: number
  /** Columns in the order of the files, then the computed target. */
  readonly columns: readonly ColumnFacts[]
  /** Columns the target is computed from; they are no features. */
  readonly uses: readonly string[]
  readonly suspects: readonly LeakSuspect[]
  readonly advice: readonly Advice[]
  /** How CSV files are written; undefined for other files. */
  readonly dialect: Source["dialect"]
  /** The files as people know them. */
  readonly files: readonly string[]
  /** Columns that not all files have, or that they do not call or type alike. */
  readonly changes: readonly ColumnOfFiles[]
  readonly schema: Schema
  /** Of all rows, or of `sketchedRows` spread evenly over the table. */
  readonly sketch: Sketch
  readonly sketchedRows: number
}

/**
 * Read files once and say what is in them: types, counts, what gives the target away, and advice.
 *
 * @param files paths and globs from `root`
 * @throws table.* for files, values and targets that cannot be used; base.file-missing, base.file-unreadable
 */
export async function profileFiles(
  files: readonly string[],
  options: ProfileOptions,
  progress: Progress = silent,
): Promise<Profile> {
  return withSource(files, { progress, ...options }, async (engine, source) => {
    progress({ text: `reading ${source.files.map(({ name }) => name).join(", ")}`, share: 0 })
    const typed = await readTyped(engine, source, options.settings)
    if (typed.rows === 0) throw noRows(source.files.map(({ name }) => name))
    const targeted = options.target === undefined ? undefined : await findTarget(engine, typed, options.target)
    const table = targeted?.table ?? typed
    progress({ text: `counting ${table.columns.length} columns of ${table.rows} rows`, share: 0.5 })
    const sample = await takeSample(engine, table)
    const counted = await countFacts(engine, table, sample)
    const suspects = targeted === undefined ? [] : await lookForLeaks(engine, sample, targeted)
    const columns = counted.map((column) => withLeak(column, suspects))
    const uses = targeted?.uses ?? []
    const schema = options.schemaOf?.(columns, { uses }) ?? inferSchema(columns, inferOptions(targeted))
    progress({ text: "sketching the columns", share: 0.9 })
    const rows = await sampleRows(engine, sample, schema)
    const { insight, advice } = await understand(engine, table, { rows, schema, facts: columns })
    return {
      rows: table.rows,
      dropped: table.dropped,
      columns,
      uses,
      suspects,
      advice: [
        ...adviseOn({ source, columns: table.columns, facts: columns, suspects, dropped: table.dropped }),
        ...advice,
      ],
      dialect: source.dialect,
      files: source.files.map(({ name }) => name),
      changes: changesOf(source),
      schema,
      sketch: sketchRows(schema, rows),
      sketchedRows: rows.count,
      ...insight,
    }
  })
}

function inferOptions(targeted: TargetedTable | undefined): Parameters<typeof inferSchema>[1] {
  if (targeted === undefined) return {}
  const target = targeted.target.name
  return { target, ignored: targeted.uses.map((column) => ({ column, reason: `"${target}" is computed from it` })) }
}

function withLeak(column: ColumnFacts, suspects: readonly LeakSuspect[]): ColumnFacts {
  const suspect = suspects.find((leak) => leak.column === column.name)
  return suspect === undefined ? column : { ...column, leak: { reason: suspect.reason } }
}
