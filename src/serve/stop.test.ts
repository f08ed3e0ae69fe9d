import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { expect, test } from "vitest"
import { saveModel } from "../model/index.ts"
import { openDatabase } from "../store/index.ts"
import { testModel, testRecords } from "./fixtures/model.ts"
import { ask, openTestServer } from "./fixtures/server.ts"
import { predictionMigrations } from "./log/database-sink.ts"
import type { PredictionSink } from "./log/prediction.ts"

const [record] = testRecords(1)

test("SIGTERM under load ends the process without losing a prediction that was answered", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mlwright-stop-"))
  await saveModel(join(folder, "model"), testModel(), {})
  const script = new URL("fixtures/process.ts", import.meta.url).pathname
  const parts = [script, join(folder, "model"), join(folder, "log.db"), join(folder, "csv")]
  const child = spawn(process.execPath, parts, { stdio: ["ignore", "pipe", "inherit"] })
  const [line] = (await once(child.stdout, "data")) as [Buffer]
  const url = String(line).trim()

  const ids: string[] = []
  const ended = once(child, "exit")
  const client = async (): Promise<void> => {
    for (;;) {
      const response = await fetch(`${url}/predict`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(record),
      }).catch(() => undefined)
      if (response === undefined) return
      ids.push(((await response.json()) as { id: string }).id)
    }
  }
  const clients = Array.from({ length: 8 }, client)
  while (ids.length < 100) await pause(5)
  child.kill("SIGTERM")
  await Promise.all(clients)
  expect(await ended).toEqual([0, null])

  const database = await openDatabase(join(folder, "log.db"), [predictionMigrations])
  const rows = await database.tables<{ predictions: { id: string } }>().selectFrom("predictions").select("id").execute()
  await database.close()
  const logged = new Set(rows.map((row) => row.id))
  expect(ids.filter((id) => !logged.has(id))).toEqual([])
  const [file] = await readdir(join(folder, "csv"))
  const text = await readFile(join(folder, "csv", file!), "utf8")
  expect(ids.filter((id) => !text.includes(id))).toEqual([])
  await rm(folder, { recursive: true })
})

test("a sink that fails leaves the answers alone; its loss is counted, shown by /health and /metrics", async () => {
  const broken: PredictionSink = {
    name: "broken",
    write: async () => {
      throw new Error("no space left")
    },
    close: async () => {},
  }
  const service = await openTestServer([testModel()], { sinks: [broken], settings: { stopTimeoutMs: 50 } })
  expect((await ask(service.server, "/predict", { body: record })).status).toBe(200)
  await pause(60)
  const { body } = await ask(service.server, "/health")
  expect(body).toMatchObject({ status: "degraded", predictionLog: [{ sink: "broken", queued: 1, written: 0 }] })
  expect(body.predictionLog[0].failure).toContain("no space left")
  expect((await ask(service.server, "/metrics")).text).toContain('mlwright_prediction_log_queued{sink="broken"} 1')
  await service.close()
})

test("closing waits for a request that is being answered", async () => {
  const slow: PredictionSink = { name: "slow", write: () => pause(150), close: async () => {} }
  const service = await openTestServer([testModel()], { sinks: [slow] })
  const asked = ask(service.server, "/batch_predict", { body: testRecords(10) })
  await pause(50)
  const closed = service.close()
  expect((await asked).status).toBe(200)
  await closed
})
