import { resolve } from "node:path"
import { type Column, type ColumnSchema, holdsWords, type Rows, type Schema } from "../schema/index.ts"
import { type DataSettings, dataSettings } from "./config.ts"
import { noRows } from "./errors.ts"
import { columnsRead, computeTarget, fetchPlanned } from "./ingest/fetch-planned.ts"
import { findLeftOut, type LeftOut, nothingLeftOut } from "./ingest/left-out.ts"
import { planReading } from "./ingest/plan.ts"
import type { TargetSpec } from "./query/expression.ts"
import { type TableOptions, withSource } from "./with-source.ts"

export interface ReadOptions extends Pick<TableOptions, "variables" | "names" | "progress"> {
  /**
   * `inputs` are the columns a model reads, with a target also the weight of the rows; `all` are those of the schema that the file has, the inputs among them; `present` are
   * those that the file has, whichever they are: for who asks whether the file is right.
   */
  readonly columns: "inputs" | "all" | "present"
  /** Folder for what does not fit in memory; made when it is not there. */
  readonly temporary: string
  /** How files are read; default: the defaults of section `data`. */
  readonly settings?: DataSettings
  /** Folder that a relative path starts from; default: the folder the process runs in. */
  readonly root?: string
  /** The target must be there, or is computed; without it a file may lack the target. */
  readonly target?: TargetSpec
}

/** Rows of a file, and what else the file has. */
export interface FileRows extends Rows {
  /** Columns of the file that the schema does not name. */
  readonly extra: readonly string[]
  /** Columns of the schema that the file lacks; nullable inputs among them are missing in all rows, unless only `present` ones are read. */
  readonly absent: readonly string[]
  /** What cannot be read, where `badRows` of the settings is `drop`; it is not among the rows. */
  readonly leftOut: LeftOut
  /** What was read otherwise than the settings say, in words. */
  readonly notes: readonly string[]
}

/**
 * Read a file by the schema of a model or project into memory. Texts become the same numbers, words and instants as in a request
 * over HTTP; ranges and categories are not checked here.
 *
 * @param file path, glob, folder or address
 * @throws table.column-missing, table.value-unreadable with the first rows, table.target-missing, table.expression-invalid,
 *   table.rows-ragged, table.no-rows and what `withSource` throws
 */
export async function readRows(
  file: string | readonly string[],
  schema: Schema,
  options: ReadOptions,
): Promise<FileRows> {
  const { settings = dataSettings.parse({}), root = resolve("."), temporary } = options
  return withSource([file].flat(), { ...options, settings, root, temporary, schema }, async (engine, source) => {
    const plan = planReading(source, schema, {
      wanted: (column) =>
        options.columns !== "inputs" ||
        isInput(column) ||
        column.name === options.target?.name ||
        (column.role === "weight" && options.target !== undefined),
      optional: (column) => !isInput(column) || column.nullable || options.columns === "present",
    })
    const read = columnsRead({ source, schema, plan }, options.target)
    const readable = settings.badRows === "drop" ? read : undefined
    const leftOut = readable === undefined ? nothingLeftOut : await findLeftOut(engine, source, readable)
    const rows = await fetchPlanned(engine, source, { columns: plan.columns, readable })
    if (rows.count === 0) throw noRows(source.files.map(({ name }) => name))
    const computed = await computeTarget(engine, { source, schema, plan, readable }, options.target)
    const columns = new Map([...rows.columns, ...computed])
    const absent = plan.absent.filter(({ name }) => !columns.has(name))
    const filled = options.columns === "present" ? [] : absent.filter(isInput)
    for (const column of filled) columns.set(column.name, missingColumn(column, rows.count))
    return {
      count: rows.count,
      columns,
      extra: plan.extra,
      absent: absent.map(({ name }) => name),
      leftOut,
      notes: source.notes,
    }
  })
}

function isInput({ role }: ColumnSchema): boolean {
  return role === "feature" || role === "time"
}

function missingColumn({ type }: ColumnSchema, count: number): Column {
  return holdsWords(type)
    ? { kind: "string", codes: new Int32Array(count).fill(-1), words: [] }
    : { kind: "number", values: new Float64Array(count).fill(Number.NaN) }
}
