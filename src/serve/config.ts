import { z } from "zod"

/** Section `serve` of mlwright.yaml. */
export const serveSettings = z.strictObject({
  host: z.string().min(1).default("127.0.0.1").describe("Address to listen on; 0.0.0.0 lets other machines in"),
  port: z.int().min(0).max(65535).default(8080).describe("TCP port to listen on; 0 takes any free one"),
  maxBytes: z.int().min(1024).default(6_000_000).describe("Largest body of a prediction request, in bytes"),
  maxBatchBytes: z.int().min(1024).default(100_000_000).describe("Largest body or upload of /batch_predict, in bytes"),
  maxRows: z.int().min(1).default(10_000).describe("Most rows in one prediction request, /batch_predict excepted"),
  maxBatchRows: z.int().min(1).default(1_000_000).describe("Most rows in one /batch_predict request"),
  maxExplainedRows: z.int().min(0).default(1000).describe("Most rows in one request with explain=true; 0 for none"),
  maxHeaderBytes: z.int().min(1024).max(1_048_576).default(16_384).describe("Largest request header, in bytes"),
  requestTimeoutMs: z.int().min(100).default(60_000).describe("Time a client has to send a whole request, in ms"),
  keepAliveTimeoutMs: z.int().min(0).default(72_000).describe("Time an idle connection is kept open, in ms"),
  stopTimeoutMs: z.int().min(0).default(25_000).describe("Time running requests have to end after SIGTERM, in ms"),
  loadedVersions: z.int().min(1).default(4).describe("Model versions kept in memory; the least used one goes first"),
  allowedHosts: z
    .array(z.string().min(1))
    .default([])
    .describe("Host names requests may be addressed to while listening on this machine only, besides its own"),
  allowedOrigins: z
    .array(z.string().min(1))
    .default([])
    .describe("Web pages of other sites that may call this server, such as https://app.example.com"),
})
export type ServeSettings = z.output<typeof serveSettings>

/** Section `log` of mlwright.yaml: where predictions are recorded. */
export const logSettings = z.strictObject({
  sinks: z
    .array(z.enum(["database", "file"]))
    .default(["database"])
    .describe("Where predictions are recorded: database, file, both, or none with []"),
  databaseUrl: z
    .string()
    .default("")
    .describe("postgres:// URL or SQLite path of the prediction log; empty for the database of the project"),
  folder: z
    .string()
    .min(1)
    .default(".mlwright/predictions")
    .describe("Folder of the file sink: one CSV per model version, taken from the project"),
  batchRows: z.int().min(1).max(3000).default(200).describe("Rows written at once"),
  flushMs: z.int().min(1).default(200).describe("Longest time a prediction waits to be written, in ms"),
  maxQueuedRows: z
    .int()
    .min(1)
    .default(50_000)
    .describe("Rows that may wait for a slow sink; more are lost and counted"),
  retryMs: z.int().min(1).default(1000).describe("Pause after a failed write before the next try, in ms"),
})
export type LogSettings = z.output<typeof logSettings>
