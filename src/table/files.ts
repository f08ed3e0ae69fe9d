import { basename } from "node:path"
import type { DataSettings } from "./config.ts"
import { formatUnknown } from "./errors.ts"
import { foreignOf, isHtml, isText } from "./sources/magic.ts"
import { markOf, wideWithoutMark } from "./text/encoding-evidence.ts"

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
  /** What a person should know of how it was read, in words. */
  readonly notes?: readonly string[]
  /** What folders such as `year=2024` say of all its rows; undefined for no value. */
  readonly folders?: readonly FolderValue[]
}

/** A column whose value is the same in a whole file, told by the name of a folder. */
export interface FolderValue {
  readonly name: string
  readonly value: string | undefined
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
  if (isHtml(file.head)) throw formatUnknown(file.name, "a web page")
  const named = formatsByExtension.get(extension)
  if (named !== undefined) return named
  const foreign = foreignOf(file.head)
  if (foreign !== undefined || !isText(file.head)) throw formatUnknown(file.name, foreign ?? "not text")
  return /^\uFEFF?\s*[[{]/.test(textOf(file.head)) ? "json" : "csv"
}

/** The beginning of a file in UTF-8 or UTF-16. */
function textOf(head: Buffer): string {
  const encoding = markOf(head) ?? wideWithoutMark(head) ?? "utf-8"
  return new TextDecoder(encoding.startsWith("utf-16") ? encoding : "utf-8").decode(head)
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
