import { type Progress, silent } from "../../base/index.ts"
import type { Schema } from "../../schema/index.ts"
import type { TargetSpec } from "../query/expression.ts"
import { type TableOptions, withSource } from "../with-source.ts"
import { checkWritten } from "./check-written.ts"
import { copyAll, copyGood } from "./copy-table.ts"
import type { LeftOut } from "./left-out.ts"
import { planIngest } from "./plan-ingest.ts"
import { replaceFile } from "./replace-file.ts"

export interface IngestOptions extends TableOptions {
  /** Columns to write, in this order, with their types. */
  readonly schema: Schema
  /** Absent where the columns are all that is asked for. */
  readonly target?: TargetSpec
  readonly progress?: Progress
  /** Columns that the files lack and a target that cannot be learnt are no errors: for who asks whether the files are right. */
  readonly present?: boolean
}

export interface Ingested {
  readonly rows: number
  /** Rows left out because they could not be read. */
  readonly leftOut: LeftOut
  /** Rows without a target, all of them where none is asked for; they are in the file. */
  readonly withoutTarget: number
  readonly columns: readonly string[]
  /** Columns of the files that the schema does not name; they are not in the Parquet file. */
  readonly extra: readonly string[]
  /** The files as people know them. */
  readonly files: readonly string[]
  /** What was read otherwise than the settings say, in words. */
  readonly notes: readonly string[]
}

/**
 * Read files by the schema, row by row in their order, and write one Parquet file of typed columns; the target is computed when
 * it is an expression. The same files and schema give the same bytes. The file appears whole or not at all.
 *
 * @throws table.* for files, values and targets that cannot be used; base.disk-full, base.folder-read-only
 */
export async function ingestFiles(
  files: readonly string[],
  options: IngestOptions,
  outParquet: string,
): Promise<Ingested> {
  const { progress = silent } = options
  return replaceFile(outParquet, (temporary) =>
    withSource(files, { ...options, writes: [temporary] }, async (engine, source) => {
      progress({ text: `reading ${source.files.map(({ name }) => name).join(", ")}` })
      const reading = await planIngest(engine, source, options)
      const drop = options.settings.badRows === "drop"
      const leftOut = drop
        ? await copyGood(engine, source, { reading, temporary })
        : await copyAll(engine, source, { reading, temporary })
      const counts = await checkWritten(engine, temporary, {
        target: options.target?.name,
        source,
        learnable: options.present !== true,
      })
      return {
        ...counts,
        leftOut,
        columns: reading.written,
        extra: reading.extra,
        files: source.files.map(({ name }) => name),
        notes: source.notes,
      }
    }),
  )
}
