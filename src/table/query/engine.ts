import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { availableParallelism } from "node:os"
import { join } from "node:path"
import type { DuckDBConnection, DuckDBDataChunk, Json } from "@duckdb/node-api"
import { knownFileError, withFileErrors } from "../../base/index.ts"
import { memoryFull } from "../errors.ts"
import { sqlTexts } from "./sql.ts"

export interface EngineOptions {
  /** An existing or new folder for what does not fit in memory; the engine makes its own folder in it and removes that. */
  readonly temporary: string
  readonly threads: number
  readonly memoryMegabytes: number
  /** Files the engine may read or write; it can open no other. */
  readonly paths: readonly string[]
}

/** An in-memory DuckDB that ends with the work it was opened for. */
export interface Engine {
  readonly connection: DuckDBConnection
  /** A folder of its own, gone when it closes; it can read every file in it. */
  readonly folder: string
  run(sql: string): Promise<void>
  /** For small answers only: rows as records, 64-bit integers and dates as text. */
  records(sql: string): Promise<Readonly<Record<string, Json>>[]>
  /** For big answers: chunks of up to 2048 rows. Null slots hold junk: read `validity`. */
  chunks(sql: string): AsyncIterable<DuckDBDataChunk>
}

/**
 * Run work on an engine of its own and close it whatever happens. Nothing is downloaded, and no file but `paths` can be opened.
 *
 * @throws base.disk-full, base.folder-read-only, table.memory-full and what `work` throws
 */
export async function withEngine<T>(options: EngineOptions, work: (engine: Engine) => Promise<T>): Promise<T> {
  const folder = await withFileErrors("write", options.temporary, async () => {
    await mkdir(options.temporary, { recursive: true })
    return mkdtemp(join(options.temporary, `table-${process.pid}-`))
  })
  try {
    const { DuckDBInstance } = await import("@duckdb/node-api")
    const instance = await DuckDBInstance.create(":memory:", {
      threads: String(Math.max(fewestThreads, options.threads > 0 ? options.threads : availableParallelism())),
      memory_limit: `${options.memoryMegabytes}MB`,
      temp_directory: folder,
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
      preserve_insertion_order: "true",
    })
    const connection = await instance.connect()
    try {
      return await work(await prepare(connection, options.paths, folder))
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function prepare(connection: DuckDBConnection, paths: readonly string[], folder: string): Promise<Engine> {
  const run = async (sql: string): Promise<void> => {
    await withEngineErrors(async () => void (await connection.run(sql)))
  }
  // A text without a zone is read as UTC, on every machine.
  await run("SET TimeZone = 'UTC'")
  await run(`SET allowed_directories = ${sqlTexts([folder])}`)
  await run(`SET allowed_paths = ${sqlTexts(paths)}`)
  await run("SET enable_external_access = false")
  await run("SET lock_configuration = true")
  return {
    connection,
    folder,
    run,
    records: (sql) =>
      withEngineErrors(async () => (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, Json>[]),
    chunks: (sql) => streamChunks(connection, sql),
  }
}

async function* streamChunks(connection: DuckDBConnection, sql: string): AsyncGenerator<DuckDBDataChunk> {
  const result = await withEngineErrors(() => connection.stream(sql))
  for (;;) {
    const chunk = await withEngineErrors(() => result.fetchChunk())
    if (chunk === null || chunk.rowCount === 0) return
    yield chunk
  }
}

async function withEngineErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw knownEngineError(error)
  }
}

/** The known error for what the engine says of disks, files and memory, or the error itself. */
export function knownEngineError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const message = error.message
  if (/^Out of Memory Error/.test(message) && !/max_temp_directory_size/.test(message)) return memoryFull(error)
  const errno = errnoWords.find(({ words }) => words.test(message))?.errno
  if (errno === undefined) return error
  const path = /"([^"]+)"/.exec(message)?.[1] ?? "a temporary file"
  // What is read was opened before the engine started; what it cannot do with a file is to write it.
  return knownFileError(Object.assign(new Error(message, { cause: error }), { code: errno }), "write", path)
}

/** With one thread the engine cuts Parquet into row groups another way, and the same rows would be other bytes. */
const fewestThreads = 2

const errnoWords = [
  { words: /no space left on device|could not write all bytes|max_temp_directory_size/i, errno: "ENOSPC" },
  { words: /disk quota exceeded/i, errno: "EDQUOT" },
  { words: /permission denied/i, errno: "EACCES" },
  { words: /read-only file system/i, errno: "EROFS" },
] as const
