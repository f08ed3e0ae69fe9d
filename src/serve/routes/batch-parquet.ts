import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { KnownError } from "../../base/index.ts"
import type { Output } from "../../model/index.ts"
import { type Problem, recordsOf } from "../../schema/index.ts"
import { bodyUnreadable } from "../errors.ts"
import type { ServedModel } from "../served-model.ts"
import { refuseProblems, type Service } from "../service.ts"
import { answerBatch, answerColumns, answerValues, type BatchRequest } from "./batch.ts"

/**
 * Predict a Parquet file; it comes back as Parquet with the answer's columns behind its own.
 *
 * The engine that reads it is loaded here, by the first such request: a server that gets none never needs it.
 *
 * @throws serve.records-invalid and what table throws for a file that cannot be read
 */
export async function parquetBatch(service: Service, bytes: Buffer, request: BatchRequest): Promise<Buffer> {
  const { readRows, writePredictions } = await import("../../table/index.ts")
  const { served } = request
  const { schema } = served.model
  const root = await mkdtemp(join(tmpdir(), "mlwright-batch-"))
  const temporary = join(root, "engine")
  try {
    await writeFile(join(root, given), bytes)
    const read = await readRows(given, schema, { columns: "inputs", root, temporary }).catch(refuseMalformed)
    refuseProblems(read.extra.map(unknownColumn), read.count)
    // As records, so that the one parser of requests checks ranges and categories here too.
    const records = recordsOf(schema, read)
    const batch = {
      count: read.count,
      parse: () => served.parseBatch(records),
      records: (rows: { readonly count: number }, start: number) => records.slice(start, start + rows.count),
    }
    const outputs = await answerBatch(service, batch, request)
    await writePredictions(given, newColumns(outputs, served), { out: answered, root, temporary })
    return await readFile(join(root, answered))
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** The engine's own words name the file's place on this machine, which is nobody's business outside. */
function refuseMalformed(error: unknown): never {
  const isMalformed = error instanceof KnownError && error.code === "table.file-malformed"
  throw isMalformed ? bodyUnreadable("Parquet", "it is not a whole Parquet file", error) : error
}

function newColumns(
  outputs: readonly Output[],
  served: ServedModel,
): readonly { readonly name: string; readonly values: Float64Array | readonly string[] }[] {
  const rows = outputs.map((output) => answerValues(output, served))
  return answerColumns([], served.columns.classes).map((name, column) => {
    const values = rows.map((row) => row[column]!)
    const isNumeric = values.every((value) => typeof value === "number")
    return { name, values: isNumeric ? Float64Array.from(values, Number) : values.map(String) }
  })
}

function unknownColumn(name: string): Problem {
  return {
    row: null,
    field: name,
    code: "unknown-field",
    wanted: "no such field",
    got: "a column",
    message: `Cannot read column "${name}": the model's schema has no such field`,
  }
}

const given = "upload.parquet"
const answered = "answered.parquet"
