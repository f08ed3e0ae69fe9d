import { basename } from "node:path"
import type { DataSettings } from "./config.ts"
import { formatUnknown } from "./errors.ts"
import { foreignOf, isText } from "./sources/magic.ts"

export type FileFormat = "csv" | "parquet" | "json"

/** A file that the engine can read as it is. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string
  /** As a person knows it: from the project's folder, or its address. */
  readonly name: string
  readonly format: FileFormat
  /** Written here in UTF-8 with commas, whatever the settings say of the files. */
  readonly ownCsv?: true
}

/**
 * The format of a text file by the setting, its name or its first bytes; binary files are told by `magicOf` before.
 *
 * @throws table.format-unknown
 */
export function formatOfText(
  file: { readonly path: string; readonly name: string; readonly head: Buffer },
  format: DataSettings["format"],
): FileFormat {
  if (format === "csv" || format === "json" || format === "parquet") return format
  const extension = basename(file.path).toLowerCase().split(".").pop() ?? ""
  const named = formatsByExtension.get(extension)
  if (named !== undefined) return named
  const foreign = foreignOf(file.head)
  if (foreign !== undefined || !isText(file.head)) throw formatUnknown(file.name, foreign ?? "not text")
  return /^\uFEFF?\s*[[{]/.test(file.head.toString("utf8")) ? "json" : "csv"
}

/** Whether a name says that the file is a table, packed or not. */
export function isTableName(name: string): boolean {
  const [, extension = ""] = /\.([^.]+)$/.exec(name.toLowerCase().replace(/\.(gz|zst|zip)$/, "")) ?? []
  return tableExtensions.has(extension)
}

const formatsByExtension: ReadonlyMap<string, FileFormat> = new Map([
  ["csv", "csv"],
  ["tsv", "csv"],
  ["tab", "csv"],
  ["psv", "csv"],
  ["parquet", "parquet"],
  ["pq", "parquet"],
  ["json", "json"],
  ["jsonl", "json"],
  ["ndjson", "json"],
])

const tableExtensions: ReadonlySet<string> = new Set([
  ...formatsByExtension.keys(),
  ...["xlsx", "arrow", "feather", "ipc", "arrows", "db", "sqlite", "sqlite3", "txt", "dat", "data"],
])
