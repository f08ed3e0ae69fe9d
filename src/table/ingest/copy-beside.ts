import type { Schema } from "../../schema/index.ts"
import { outFormatUnknown, predictionsMiscounted } from "../errors.ts"
import { type Cast, castColumn } from "../query/cast.ts"
import { castValue, firstStep } from "../query/cast-steps.ts"
import { inGroups } from "../query/column-groups.ts"
import type { Engine } from "../query/engine.ts"
import { columnNames } from "../query/names.ts"
import { sqlName, sqlText } from "../query/sql.ts"
import type { Source } from "../source.ts"
import { type NewColumn, putColumns } from "./append.ts"

/** What a file of predictions is written as. */
export type OutFormat = "csv" | "tsv" | "parquet" | "json" | "jsonl"

export interface BesideCopy {
  readonly columns: readonly NewColumn[]
  readonly path: string
  readonly format: OutFormat
  /** Types for the cells of a CSV file that do not go into text. */
  readonly schema: Schema | undefined
  /** Lines that cannot be cut are left out. */
  readonly drop: boolean
}

/**
 * Copy the rows of the files with new columns beside them.
 *
 * @returns rows written
 * @throws table.predictions-miscounted
 */
export async function copyBeside(
  engine: Engine,
  source: Source,
  { columns, path, format, schema, drop }: BesideCopy,
): Promise<number> {
  const rejects = drop && source.dialect !== undefined ? { rejects: "left_out" } : {}
  const [counted] = await engine.records(`SELECT count(*)::DOUBLE AS rows FROM ${source.relation(rejects)}`)
  const rows = Number(counted?.["rows"])
  const given = columns[0]?.values.length ?? rows
  if (given !== rows) throw predictionsMiscounted(given, rows, source.files[0]!.name)
  await putColumns(engine, "predictions", columns)
  const { names } = columnNames([...source.columns.map(({ name }) => name), ...columns.map(({ name }) => name)])
  const asText = format === "csv" || format === "tsv"
  const wanted = new Map(asText ? [] : schema?.columns.map((column) => [column.name, column]))
  const own = source.columns.map(({ name, key, kind }, index) => {
    const column = wanted.get(name)
    const cast: Cast = column === undefined ? asItIs(key) : castColumn(key, kind, column)
    return { key, cast, as: sqlName(names[index]!) }
  })
  const typed = await inGroups(engine, own, {
    name: "beside",
    select: (group) => {
      const from = firstStep(group, source.relation({ asWritten: asText, ...rejects }))
      return `SELECT ${group.map((column) => `${castValue(column)} AS ${column.as}`).join(", ")} FROM ${from}`
    },
  })
  const added = columns.map((_, index) => `p.p${index} AS ${sqlName(names[source.columns.length + index]!)}`)
  const select = `SELECT ${["s.*", ...added].join(", ")} FROM ${typed} s POSITIONAL JOIN predictions p`
  const quoted = columns.flatMap(({ values }, index) =>
    holdsMarks(values) ? [names[source.columns.length + index]!] : [],
  )
  const quotes = asText && quoted.length > 0 ? `, FORCE_QUOTE (${quoted.map(sqlName).join(", ")})` : ""
  await engine.run(`COPY (${select}) TO ${sqlText(path)} (${copyOptions(format, source)}${quotes}, USE_TMP_FILE false)`)
  return rows
}

function asItIs(key: string): Cast {
  return { raw: key, value: (raw) => raw, wanted: "a value" }
}

/** Whoever finds out how the file is cut could take a mark in words that stand without quotes for the delimiter. */
function holdsMarks(values: NewColumn["values"]): boolean {
  return values.some((value: unknown) => typeof value === "string" && /[,;|\t]/.test(value))
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

export function formatOfSource({ files }: Source): OutFormat {
  const [file] = files
  if (file === undefined || file.format === "csv") return "csv"
  return file.format === "json" && /\.(jsonl|ndjson)$/i.test(file.path) ? "jsonl" : file.format
}

/** @throws table.out-format-unknown */
export function formatOfName(name: string): OutFormat {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? ""
  const format = formats.get(extension)
  if (format === undefined) throw outFormatUnknown(name)
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
