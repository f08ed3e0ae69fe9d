import { createReadStream } from "node:fs"
import { rm } from "node:fs/promises"
import { join, resolve } from "node:path"
import type { Writable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { withFileErrors } from "../base/index.ts"
import type { Schema } from "../schema/index.ts"
import { type DataSettings, dataSettings } from "./config.ts"
import type { NewColumn } from "./ingest/append.ts"
import { copyBeside, formatOfName, formatOfSource, type OutFormat } from "./ingest/copy-beside.ts"
import { replaceFile } from "./ingest/replace-file.ts"
import { type TableOptions, withSource } from "./with-source.ts"

export interface WriteOptions extends Pick<TableOptions, "variables" | "names"> {
  /** Path whose ending says the format: .csv, .tsv, .parquet, .json or .jsonl; `-` writes to `standardOutput` in the input's format. */
  readonly out: string
  readonly standardOutput?: Writable
  /** Folder for what does not fit in memory; made when it is not there. */
  readonly temporary: string
  /** How the input is read; default: the defaults of section `data`. */
  readonly settings?: DataSettings
  /** Folder that relative paths start from; default: the folder the process runs in. */
  readonly root?: string
  /** Types for the cells of a CSV file when they go into Parquet or JSON; CSV keeps the texts as they are. */
  readonly schema?: Schema
}

/**
 * Write a file's columns with new ones behind them, row by row, without holding the file in memory. A new column whose name the
 * file has already gets `_2`. The file appears whole or not at all.
 *
 * @param file the file the columns were computed from
 * With `badRows: drop` a line that cannot be cut is left out, and a value that is not what the schema says is written as it is where
 * the format holds texts, as missing elsewhere.
 *
 * @param columns each as long as the file has rows; NaN and null are written as missing
 * @throws table.predictions-miscounted, table.out-format-unknown, base.disk-full, base.folder-read-only and what reading throws
 */
export async function writePredictions(
  file: string | readonly string[],
  columns: readonly NewColumn[],
  options: WriteOptions,
): Promise<{ readonly rows: number }> {
  const { settings = dataSettings.parse({}), root = resolve("."), temporary } = options
  const write = (path: string, format: OutFormat | undefined): Promise<{ rows: number }> =>
    withSource([file].flat(), { ...options, settings, root, temporary, writes: [path] }, async (engine, source) => {
      const rows = await copyBeside(engine, source, {
        columns,
        path,
        format: format ?? formatOfSource(source),
        schema: options.schema,
        drop: settings.badRows === "drop",
      })
      return { rows }
    })
  if (options.out !== "-") {
    const path = resolve(root, options.out)
    const format = formatOfName(options.out)
    return replaceFile(path, (temporaryPath) => write(temporaryPath, format))
  }
  const path = join(temporary, `standard-output-${process.pid}`)
  const { standardOutput } = options
  try {
    const written = await replaceFile(path, (temporaryPath) => write(temporaryPath, undefined))
    if (standardOutput !== undefined) {
      await withFileErrors("write", "standard output", () =>
        pipeline(createReadStream(path), standardOutput, { end: false }),
      )
    }
    return written
  } finally {
    await rm(path, { force: true })
  }
}
