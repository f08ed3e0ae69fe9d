import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Model } from "../model/index.ts"
import { predict } from "../model/index.ts"
import { parseRecords } from "../schema/index.ts"
import { testModel, testRecords } from "./fixtures/model.ts"
import { ask, openTestServer, type TestServer } from "./fixtures/server.ts"

const first: Model = { ...testModel(), estimator: { kind: "constant", values: [7] } }
const second = testModel()
const records = testRecords(6)
const expected = [...predict(second, parseRecords(second.schema, records).rows).values]
const names = Object.keys(records[0]!)
const values = records.map((record) => names.map((name) => record[name]!))

let service: TestServer
beforeAll(async () => {
  service = await openTestServer([first, second])
})
afterAll(() => service.close())

describe("POST /inference", () => {
  test("answers rows of values with the version that the body names", async () => {
    const { status, body, text } = await ask(service.server, "/inference", {
      body: { data: values, model_version: "1" },
    })
    expect(status).toBe(200)
    expect(text).toContain('"status":"inference completed"')
    expect(body).toMatchObject({ predictions: [7, 7, 7, 7, 7, 7], model: { name: "homes", version: "1" } })
    expect(body.ids).toHaveLength(6)
    const logged = await ask(service.server, `/predictions/${body.ids[3]}`)
    expect(logged.body).toMatchObject({ input: records[3], output: { prediction: 7 }, model: { version: "1" } })
  })

  test.each([
    ["a number", 2],
    ["a text", "2"],
    ["an alias", "champion"],
    ["nothing", undefined],
  ])("takes %s as the version", async (_what, version) => {
    const { body } = await ask(service.server, "/inference", { body: { data: values, model_version: version } })
    expect(body.predictions).toEqual(expected)
    expect(body.model.version).toBe("2")
  })

  test("answers 404 for a version that is not there and says which are", async () => {
    const { status, body } = await ask(service.server, "/inference", { body: { data: values, model_version: "9" } })
    expect(status).toBe(404)
    expect(body.error).toMatchObject({ code: "serve.version-unknown", detail: { wanted: "9", known: ["2", "1"] } })
  })

  test.each([
    [{ data: [[1, 2]] }, "serve.shape-unknown"],
    [{ data: {} }, "serve.shape-unknown"],
    [{ rows: [] }, "serve.shape-unknown"],
    [{ data: [], model_version: 1.5 }, "serve.shape-unknown"],
    [{ data: [["Oslo", "2", 3, null, "1990-01-01", "2024-01-01T00:00:00", null]] }, "serve.records-invalid"],
  ])("refuses %j", async (body, code) => {
    const { status, body: answer } = await ask(service.server, "/inference", { body })
    expect(status).toBe(422)
    expect(answer.error.code).toBe(code)
  })
})

describe("POST /invocations", () => {
  test.each([
    ["dataframe_split", { columns: names, data: values }],
    ["dataframe_records", records],
    ["instances", records],
    ["instances", values],
    ["inputs", Object.fromEntries(names.map((name) => [name, records.map((record) => record[name])]))],
  ])("answers %s", async (shape, content) => {
    const { status, body } = await ask(service.server, "/invocations", { body: { [shape]: content } })
    expect(status).toBe(200)
    expect(body).toEqual({ predictions: expected })
  })

  test("answers CSV with a header", async () => {
    const lines = [names, ...values].map((row) => row.map((value) => value ?? "").join(","))
    const { status, body } = await ask(service.server, "/invocations", { body: lines.join("\n"), type: "text/csv" })
    expect(status).toBe(200)
    expect(body).toEqual({ predictions: expected })
  })

  test("refuses with 400 in the keys MLflow's clients read, and in ours", async () => {
    const { status, body } = await ask(service.server, "/invocations", { body: { instances: [{ city: 3 }] } })
    expect(status).toBe(400)
    expect(body).toMatchObject({ error_code: "BAD_REQUEST", message: expect.any(String) })
    expect(body.error.detail.problems.length).toBeGreaterThan(1)
  })

  test("answers 415 for another type", async () => {
    expect((await ask(service.server, "/invocations", { body: "x", type: "application/xml" })).status).toBe(415)
  })
})

describe("what the server tells about itself", () => {
  test("GET /ping", async () => {
    expect((await ask(service.server, "/ping")).status).toBe(200)
  })

  test("GET /health", async () => {
    expect((await ask(service.server, "/health")).body).toMatchObject({
      status: "ok",
      model: { name: "homes", version: "2" },
      predictionLog: [{ sink: "database", lost: 0 }],
    })
  })

  test("GET /version", async () => {
    expect((await ask(service.server, "/version")).body).toEqual({
      mlwright: expect.stringMatching(/^\d+\.\d+\.\d+/),
      model: { name: "homes", version: "2", task: "regression", target: "price", runId: "run-2" },
      versions: ["2", "1"],
    })
  })

  test("GET /metrics", async () => {
    await ask(service.server, "/predict", { body: records })
    const { text, headers } = await ask(service.server, "/metrics")
    expect(headers.get("content-type")).toMatch(/^text\/plain; version=0.0.4/)
    expect(text).toMatch(/mlwright_predictions_total\{model="homes",version="2"\} \d+/)
    expect(text).toMatch(/mlwright_request_seconds_count\{route="\/predict",status="200"\} 1/)
    expect(text).toContain('mlwright_prediction_log_lost_total{sink="database"} 0')
  })

  test("GET /metrics counts and times every endpoint that predicts, and what is refused", async () => {
    const headers = { "content-type": "text/csv" }
    await ask(service.server, "/invocations", { body: { dataframe_records: records } })
    await ask(service.server, "/batch_predict", { headers, body: "" })
    await ask(service.server, "/predict", { body: [{ nothing: 1 }] })
    await ask(service.server, "/nowhere")
    const { text } = await ask(service.server, "/metrics")
    for (const [route, status] of [
      ["/invocations", 200],
      ["/batch_predict", 400],
      ["/predict", 422],
      ["none", 404],
    ] as const) {
      const name = `mlwright_request_seconds_sum{route="${route}",status="${status}"} `
      const seconds = text
        .split("\n")
        .find((line) => line.startsWith(name))
        ?.slice(name.length)
      expect(Number(seconds)).toBeGreaterThan(0)
      expect(Number(seconds)).toBeLessThan(10)
    }
  })

  test("GET /predictions/:id answers 404 for an id that was never given", async () => {
    const { status, body } = await ask(service.server, "/predictions/nope")
    expect(status).toBe(404)
    expect(body.error.code).toBe("serve.prediction-unknown")
  })
})
