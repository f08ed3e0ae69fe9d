import type { FastifyInstance, FastifyRequest } from "fastify"
import { bodyTooLarge, bodyUnreadable, contentTypeUnknown, shapeUnknown } from "../errors.ts"
import { type Service, secondsSince } from "../service.ts"
import { answerBatch, type BatchRequest, csvBatch, jsonBatch, jsonLinesBatch } from "./batch.ts"
import { parquetBatch } from "./batch-parquet.ts"
import { callerRequestId } from "./reply.ts"

/**
 * `POST /batch_predict`: a table as the body, or as an uploaded file, comes back in its own format with its own columns and the
 * columns `prediction` and `probability_<class>`.
 */
export async function addBatchRoute(parent: FastifyInstance, service: Service): Promise<void> {
  const { maxBatchBytes } = service.settings
  const { default: multipart } = await import("@fastify/multipart")
  await parent.register(async (app) => {
    app.removeAllContentTypeParsers()
    await app.register(multipart, { limits: { files: 1, fileSize: maxBatchBytes, fields: 20, parts: 20 } })
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body))
    app.post("/batch_predict", { bodyLimit: maxBatchBytes }, async (request, reply) => {
      const { bytes, format } = await readTable(request, maxBatchBytes)
      const startedAt = service.effects.clock.elapsed()
      const id = callerRequestId(request).requestId ?? service.effects.newId()
      const batchRequest = { served: service.versions.inService, startedAt, requestId: id }
      const answered = await answerTable(service, { bytes, format }, batchRequest)
      service.metrics.answered("/batch_predict", 200, secondsSince(service, startedAt))
      return reply.header("content-type", typeOf[format]).header("x-request-id", id).send(answered)
    })
  })
}

interface Table {
  readonly bytes: Buffer
  readonly format: BatchFormat
}

async function answerTable(service: Service, table: Table, request: BatchRequest): Promise<string | Buffer> {
  if (table.format === "parquet") return parquetBatch(service, table.bytes, request)
  const text = decodeUtf8(table.bytes)
  const batch = decoders[table.format](text, request.served)
  return batch.write(await answerBatch(service, batch, request))
}

/** @throws serve.content-type-unknown, serve.body-too-large, serve.shape-unknown */
async function readTable(request: FastifyRequest, maxBytes: number): Promise<Table> {
  const type = request.headers["content-type"]
  if (!request.isMultipart()) {
    const format = formatOfType(type) ?? formatOfBytes(request.body as Buffer | undefined)
    if (format === undefined) throw contentTypeUnknown(type, Object.values(typeOf))
    return { bytes: request.body as Buffer, format }
  }
  const upload = await request.file()
  if (upload === undefined) throw shapeUnknown("one uploaded file", "none")
  const bytes = await upload.toBuffer()
  if (upload.file.truncated) throw bodyTooLarge(maxBytes, "maxBatchBytes")
  const format = formatOfFile(upload.filename) ?? formatOfType(upload.mimetype) ?? formatOfBytes(bytes)
  if (format === undefined) throw contentTypeUnknown(upload.mimetype, Object.values(typeOf))
  return { bytes, format }
}

function formatOfType(type: string | undefined): BatchFormat | undefined {
  const plain = type?.split(";")[0]?.trim().toLowerCase() ?? ""
  return formatsByType.get(plain)
}

function formatOfFile(name: string): BatchFormat | undefined {
  return formatsByEnding.get(name.slice(name.lastIndexOf(".") + 1).toLowerCase())
}

/** Parquet says so in its first four bytes; a client that knows no type for it sends none or octet-stream. */
function formatOfBytes(bytes: Buffer | undefined): BatchFormat | undefined {
  return bytes?.subarray(0, 4).toString("latin1") === "PAR1" ? "parquet" : undefined
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw bodyUnreadable("text", "it is not UTF-8", cause)
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false })

const decoders = { csv: csvBatch, json: jsonBatch, "json-lines": jsonLinesBatch } as const

type BatchFormat = "csv" | "json" | "json-lines" | "parquet"

/** What is answered, and asked for first. */
const typeOf = {
  csv: "text/csv; charset=utf-8",
  json: "application/json; charset=utf-8",
  "json-lines": "application/x-ndjson",
  parquet: "application/vnd.apache.parquet",
} as const satisfies Record<BatchFormat, string>

const formatsByType: ReadonlyMap<string, BatchFormat> = new Map([
  ["text/csv", "csv"],
  ["application/csv", "csv"],
  ["application/json", "json"],
  ["application/x-ndjson", "json-lines"],
  ["application/ndjson", "json-lines"],
  ["application/jsonl", "json-lines"],
  ["application/jsonlines", "json-lines"],
  ["application/x-jsonlines", "json-lines"],
  ["application/vnd.apache.parquet", "parquet"],
  ["application/parquet", "parquet"],
  ["application/x-parquet", "parquet"],
])

const formatsByEnding: ReadonlyMap<string, BatchFormat> = new Map([
  ["csv", "csv"],
  ["json", "json"],
  ["jsonl", "json-lines"],
  ["ndjson", "json-lines"],
  ["parquet", "parquet"],
])
