import papaparse from "papaparse"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { predict } from "../../model/index.ts"
import { parseRecords } from "../../schema/index.ts"
import { testModel, testRecords } from "../fixtures/model.ts"
import { ask, openTestServer, type TestServer } from "../fixtures/server.ts"

const model = testModel()
// More than one slice, so that slices are seen to make no difference.
const records = testRecords(4321)
const expected = [...predict(model, parseRecords(model.schema, records).rows).values]
const csv = papaparse.unparse(records.map((record, row) => ({ listing: `L${row}`, ...record })))

let service: TestServer
beforeAll(async () => {
  service = await openTestServer([model], { settings: { maxBatchBytes: 2_000_000, maxBatchRows: 5000 } })
})
afterAll(() => service.close())

describe("POST /batch_predict", () => {
  test("gives CSV back with its own columns, the unread ones too, and the prediction with the same bits", async () => {
    const { status, text, headers } = await ask(service.server, "/batch_predict", { body: csv, type: "text/csv" })
    expect(status).toBe(200)
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8")
    const { data } = papaparse.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true })
    expect(Object.keys(data[0]!)).toEqual(["listing", ...Object.keys(records[0]!), "prediction"])
    expect(data.map((row) => Number(row["prediction"]))).toEqual(expected)
    expect(data.map((row) => row["listing"])).toEqual(records.map((_, row) => `L${row}`))
  })

  test("gives a JSON array back", async () => {
    const { body } = await ask(service.server, "/batch_predict", { body: records })
    expect(body).toEqual(records.map((record, row) => ({ ...record, prediction: expected[row] })))
  })

  test("gives JSON lines back", async () => {
    const lines = records.slice(0, 5).map((record) => `${JSON.stringify(record)}\n`)
    const { text, headers } = await ask(service.server, "/batch_predict", {
      body: lines.join(""),
      type: "application/x-ndjson",
    })
    expect(headers.get("content-type")).toMatch(/^application\/x-ndjson/)
    expect(
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).prediction),
    ).toEqual(expected.slice(0, 5))
  })

  test.each([
    ["table.csv", ""],
    ["table", "text/csv"],
  ])("takes an uploaded file named %s", async (name, type) => {
    const form = new FormData()
    form.append("file", new Blob([csv], { type }), name)
    const { status, text } = await ask(service.server, "/batch_predict", { body: form })
    expect(status).toBe(200)
    expect(text.split("\n")).toHaveLength(records.length + 2)
  })

  test("keeps the delimiter of the file", async () => {
    const body = papaparse.unparse(records.slice(0, 3), { delimiter: ";" })
    const { text } = await ask(service.server, "/batch_predict", { body, type: "text/csv" })
    expect(text.split("\n")[0]).toBe(`${Object.keys(records[0]!).join(";")};prediction`)
  })

  test("logs every row under the request's id", async () => {
    const { headers } = await ask(service.server, "/batch_predict", { body: records.slice(0, 7) })
    const logged = await service.database
      .tables<{ predictions: { request_id: string; input: string } }>()
      .selectFrom("predictions")
      .select("input")
      .where("request_id", "=", headers.get("x-request-id")!)
      .orderBy("id" as "input")
      .execute()
    expect(logged.map((row) => JSON.parse(row.input))).toEqual(records.slice(0, 7))
  })

  test("gives a table of no rows back with the column added", async () => {
    const [header] = csv.split("\n")
    const { status, text } = await ask(service.server, "/batch_predict", {
      body: `${header!.trim()}\n`,
      type: "text/csv",
    })
    expect(status).toBe(200)
    expect(text.trim()).toBe(`${header!.trim()},prediction`)
  })

  test("adds a column per class", async () => {
    const other = await openTestServer([testModel("binary", ["no", "yes"])])
    const { body } = await ask(other.server, "/batch_predict", { body: records.slice(0, 2) })
    expect(Object.keys(body[0]).slice(-3)).toEqual(["prediction", "probability_no", "probability_yes"])
    await other.close()
  })
})

describe("POST /batch_predict refuses", () => {
  test("rows with problems, named by their place in the whole table, and logs none of it", async () => {
    const body = records.map((record, row) => (row === 4000 ? { ...record, area: -1 } : record))
    const { status, body: answer } = await ask(service.server, "/batch_predict", {
      body,
      headers: { "x-request-id": "bad" },
    })
    expect(status).toBe(422)
    expect(answer.error.detail.problems).toEqual([
      expect.objectContaining({ row: 4000, field: "area", code: "out-of-range" }),
    ])
    await ask(service.server, "/predictions/none")
    const logged = service.database.tables<{ predictions: { request_id: string } }>().selectFrom("predictions")
    expect(await logged.select("request_id").where("request_id", "=", "bad").execute()).toEqual([])
  })

  test("a column that the schema does not know", async () => {
    const { status, body } = await ask(service.server, "/batch_predict", {
      body: "city,colour\nOslo,red\n",
      type: "text/csv",
    })
    expect(status).toBe(422)
    expect(body.error.detail.problems).toContainEqual(expect.objectContaining({ row: null, field: "colour" }))
  })

  test("a body beyond serve.maxBatchBytes, uploaded or not", async () => {
    const big = "x".repeat(2_000_001)
    expect((await ask(service.server, "/batch_predict", { body: big, type: "text/csv" })).status).toBe(413)
    const form = new FormData()
    form.append("file", new Blob([big]), "big.csv")
    const { status, body } = await ask(service.server, "/batch_predict", { body: form })
    expect(status).toBe(413)
    expect(body.error.hint).toContain("serve.maxBatchBytes")
  })

  test("more rows than serve.maxBatchRows", async () => {
    const { status, body } = await ask(service.server, "/batch_predict", { body: Array(5001).fill({}) })
    expect(status).toBe(413)
    expect(body.error.code).toBe("serve.too-many-rows")
  })

  test("a format it does not know", async () => {
    const { status, body } = await ask(service.server, "/batch_predict", { body: "<xml/>", type: "application/xml" })
    expect(status).toBe(415)
    expect(body.error.detail.wanted).toContain("text/csv; charset=utf-8")
  })

  test("text that is not UTF-8", async () => {
    const { status } = await ask(service.server, "/batch_predict", {
      body: new Uint8Array([0xff, 0xfe, 0x41]),
      type: "text/csv",
    })
    expect(status).toBe(400)
  })

  test("a form without a file", async () => {
    const form = new FormData()
    form.append("comment", "hello")
    expect((await ask(service.server, "/batch_predict", { body: form })).status).toBe(422)
  })
})
