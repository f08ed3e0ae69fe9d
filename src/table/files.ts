import { access, constants, glob, open, stat } from "node:fs/promises"
import { basename, isAbsolute, relative, resolve } from "node:path"
import { withFileErrors } from "../base/index.ts"
import { fileEmpty, folderNotFile, formatsMixed, formatUnknown, noFiles } from "./errors.ts"

export type FileFormat = "csv" | "parquet" | "json"

/** A file that exists, is not empty and can be read. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string
  /** As a person knows it: from the project's folder. */
  readonly name: string
  readonly format: FileFormat
}

export interface ResolveOptions {
  /** Folder that relative paths and globs start from. */
  readonly root: string
  readonly format: "auto" | FileFormat
}

/**
 * The files that paths and globs stand for: each once, globs in the order of their names.
 *
 * @throws table.no-files, table.folder-not-file, table.file-empty, table.format-unknown, table.formats-mixed, base.file-missing,
 *   base.file-unreadable
 */
export async function resolveFiles(
  patterns: readonly string[],
  options: ResolveOptions,
): Promise<readonly SourceFile[]> {
  const paths = new Set<string>()
  for (const pattern of patterns) for (const path of await expand(pattern, options.root)) paths.add(path)
  if (paths.size === 0) throw noFiles(patterns)
  const files: SourceFile[] = []
  for (const path of paths) files.push(await inspect(path, options))
  const formats = [...new Set(files.map(({ format }) => format))]
  if (formats.length > 1) {
    throw formatsMixed(
      formats,
      files.map(({ name }) => name),
    )
  }
  return files
}

async function expand(pattern: string, root: string): Promise<readonly string[]> {
  const literal = resolve(root, pattern)
  if (!/[*?[\]{}]/.test(pattern) || (await exists(literal))) return [literal]
  const found: string[] = []
  for await (const path of glob(pattern, { cwd: root })) found.push(resolve(root, path))
  return found.sort()
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}

async function inspect(path: string, options: ResolveOptions): Promise<SourceFile> {
  const name = displayName(path, options.root)
  return withFileErrors("read", name, async () => {
    const about = await stat(path)
    if (about.isDirectory()) throw folderNotFile(name)
    await access(path, constants.R_OK)
    if (about.isFile() && about.size === 0) throw fileEmpty(name)
    const format = options.format === "auto" ? await formatOf(path, name) : options.format
    return { path, name, format }
  })
}

async function formatOf(path: string, name: string): Promise<FileFormat> {
  const extension = basename(path)
    .toLowerCase()
    .replace(/\.(gz|zst)$/, "")
    .split(".")
    .pop()
  const named = formatsByExtension.get(extension ?? "")
  return named ?? formatOfBytes(await firstBytes(path), name)
}

function formatOfBytes(bytes: Buffer, name: string): FileFormat {
  if (bytes.subarray(0, 4).toString("latin1") === "PAR1") return "parquet"
  if (bytes.subarray(0, 2).toString("latin1") === "PK") throw formatUnknown(name, "a zip archive or an Excel workbook")
  if (bytes.includes(0)) throw formatUnknown(name, "not text")
  return /^\s*[[{]/.test(bytes.toString("utf8")) ? "json" : "csv"
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function displayName(path: string, root: string): string {
  const short = relative(root, path)
  return short === "" || short.startsWith("..") || isAbsolute(short) ? path : short
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
