import { createReadStream } from "node:fs"
import { join, resolve } from "node:path"
import type { Writable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { withFileErrors } from "../base/index.ts"
import type { Schema } from "../schema/index.ts"
import { type NewColumn, putColumns } from "./append.ts"
import { castColumn, castOnce } from "./cast.ts"
import { type DataSettings, dataSettings } from "./config.ts"
import type { Engine } from "./engine.ts"
import { formatUnknown, predictionsMiscounted } from "./errors.ts"
import { columnNames } from "./names.ts"
import { replaceFile } from "./replace-file.ts"
import type { Source } from "./source.ts"
import { sqlName, sqlText } from "./sql.ts"
import { withSource } from "./with-source.ts"

export interface WriteOptions {
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
 * @param columns each as long as the file has rows; NaN is written as missing
 * @throws table.predictions-miscounted, table.format-unknown, base.disk-full, base.folder-read-only and what reading throws
 */
export async function writePredictions(
  file: string,
  columns: readonly NewColumn[],
  options: WriteOptions,
): Promise<{ readonly rows: number }> {
  const { settings = dataSettings.parse({}), root = resolve("."), temporary } = options
  const write = (path: string, format: OutFormat | undefined): Promise<{ rows: number }> =>
    withSource([file], { settings, root, temporary, writes: [path] }, async (engine, source) => {
      const rows = await copyBeside(engine, source, {
        columns,
        path,
        format: format ?? formatOfSource(source),
        options,
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
  return replaceFile(path, async (temporaryPath) => {
    const written = await write(temporaryPath, undefined)
    if (standardOutput !== undefined) {
      await withFileErrors("write", "standard output", () =>
        pipeline(createReadStream(temporaryPath), standardOutput, { end: false }),
      )
    }
    return written
  })
}

type OutFormat = "csv" | "tsv" | "parquet" | "json" | "jsonl"

interface Copy {
  readonly columns: readonly NewColumn[]
  readonly path: string
  readonly format: OutFormat
  readonly options: WriteOptions
}

async function copyBeside(engine: Engine, source: Source, { columns, path, format, options }: Copy): Promise<number> {
  const [counted] = await engine.records(`SELECT count(*)::DOUBLE AS rows FROM ${source.relation()}`)
  const rows = Number(counted?.["rows"])
  const given = columns[0]?.values.length ?? rows
  if (given !== rows) throw predictionsMiscounted(given, rows, source.files[0]!.name)
  await putColumns(engine, "predictions", columns)
  const { names } = columnNames([...source.columns.map(({ name }) => name), ...columns.map(({ name }) => name)])
  const asText = format === "csv" || format === "tsv"
  const items = source.columns.map((column, index) => {
    const wanted = asText ? undefined : options.schema?.columns.find(({ name }) => name === column.name)
    const value =
      wanted === undefined
        ? `s.${column.key}`
        : castOnce(`s.${column.key}`, castColumn(`s.${column.key}`, column.kind, wanted))
    return `${value} AS ${sqlName(names[index]!)}`
  })
  const added = columns.map((_, index) => `p.p${index} AS ${sqlName(names[source.columns.length + index]!)}`)
  const select = `SELECT ${[...items, ...added].join(", ")} FROM ${source.relation({ asWritten: asText })} s POSITIONAL JOIN predictions p`
  await engine.run(`COPY (${select}) TO ${sqlText(path)} (${copyOptions(format, source)}, USE_TMP_FILE false)`)
  return rows
}

function copyOptions(format: OutFormat, source: Source): string {
  switch (format) {
    case "csv":
      return `FORMAT csv, HEADER true, DELIMITER ${sqlText(source.dialect?.delimiter ?? ",")}`
    case "tsv":
      return `FORMAT csv, HEADER true, DELIMITER '\t'`
    case "parquet":
      return "FORMAT parquet, COMPRESSION zstd"
    case "json":
      return "FORMAT json, ARRAY true"
    case "jsonl":
      return "FORMAT json, ARRAY false"
  }
}

function formatOfSource({ files }: Source): OutFormat {
  const [file] = files
  if (file === undefined || file.format === "csv") return "csv"
  return file.format === "json" && /\.(jsonl|ndjson)$/i.test(file.path) ? "jsonl" : file.format
}

function formatOfName(name: string): OutFormat {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? ""
  const format = formats.get(extension)
  if (format === undefined) throw formatUnknown(name, `called .${extension}, which says nothing`)
  return format
}

const formats: ReadonlyMap<string, OutFormat> = new Map([
  ["csv", "csv"],
  ["tsv", "tsv"],
  ["parquet", "parquet"],
  ["pq", "parquet"],
  ["json", "json"],
  ["jsonl", "jsonl"],
  ["ndjson", "jsonl"],
])
