import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { systemClock } from "../base/index.ts"
import { type Model, saveModel } from "../model/index.ts"
import { type Database, openDatabase } from "../store/index.ts"
import { logSettings, type ServeSettings, serveSettings } from "./config.ts"
import { databaseSink, predictionMigrations } from "./database-sink.ts"
import type { PredictionSink } from "./prediction.ts"
import { openPredictionLog } from "./prediction-log.ts"
import { type RunningServer, startServer } from "./server.ts"
import type { ServiceEffects } from "./service.ts"
import type { VersionSource } from "./version-source.ts"

export interface TestServer {
  readonly server: RunningServer
  readonly database: Database
  readonly folder: string
  readonly versions: VersionSource
  /** Waits for the log too. */
  readonly close: () => Promise<void>
}

export interface TestOptions {
  readonly settings?: Partial<ServeSettings>
  /** Instead of the database sink. */
  readonly sinks?: readonly PredictionSink[]
  readonly effects?: Partial<ServiceEffects>
}

/** A server on a free port whose registry holds the given models as versions 1, 2, ...; the last is `champion` and in service. */
export async function openTestServer(models: readonly Model[], options: TestOptions = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), "mlwright-serve-"))
  const versions = await storeVersions(folder, models)
  const database = await openDatabase(join(folder, "log.db"), [predictionMigrations])
  const log = openPredictionLog(
    options.sinks ?? [databaseSink(database)],
    logSettings.parse({ flushMs: 20, retryMs: 20 }),
    {
      clock: systemClock,
      onFailure: () => {},
      onRecovery: () => {},
    },
  )
  const settings = serveSettings.parse({ port: 0, stopTimeoutMs: 500, ...options.settings })
  const server = await startServer({ versions, log, database, settings }, options.effects)
  return {
    server,
    database,
    folder,
    versions,
    close: async () => {
      await server.close()
      await database.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function storeVersions(folder: string, models: readonly Model[]): Promise<VersionSource> {
  const found = await Promise.all(
    models.map(async (model, index) => {
      const version = String(index + 1)
      const at = join(folder, version)
      await saveModel(at, model, {})
      return { name: model.name, version, folder: at, runId: `run-${version}` }
    }),
  )
  const inService = found.at(-1)!
  return {
    inService,
    find: async (wanted) => (wanted === "champion" ? inService : found.find((one) => one.version === wanted)),
    list: async () => found.map((one) => one.version).reverse(),
  }
}

/** A JSON request and its answer. */
export async function ask(
  server: RunningServer,
  path: string,
  request: { readonly body?: unknown; readonly type?: string; readonly headers?: Record<string, string> } = {},
): Promise<{ readonly status: number; readonly body: JsonBody; readonly text: string; readonly headers: Headers }> {
  const { body, type = "application/json", headers = {} } = request
  // A form tells its own type, with the boundary it chose.
  const ownType = body instanceof FormData ? {} : { "content-type": type }
  const sent: RequestInit =
    body === undefined ? { headers } : { method: "POST", body: bodyOf(body), headers: { ...ownType, ...headers } }
  const response = await fetch(`${server.url}${path}`, sent)
  const text = await response.text()
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false
  return { status: response.status, body: isJson ? JSON.parse(text) : undefined, text, headers: response.headers }
}

function bodyOf(body: unknown): string | FormData | Uint8Array<ArrayBuffer> {
  return typeof body === "string" || body instanceof FormData || body instanceof Uint8Array
    ? (body as string | FormData | Uint8Array<ArrayBuffer>)
    : JSON.stringify(body)
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
type JsonBody = any
