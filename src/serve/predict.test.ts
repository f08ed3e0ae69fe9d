import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { predict } from "../model/index.ts"
import { parseRecords } from "../schema/index.ts"
import { testModel, testRecords } from "./fixtures/model.ts"
import { ask, openTestServer, type TestServer } from "./fixtures/server.ts"
import { readPrediction } from "./log/database-sink.ts"

const model = testModel()
const [record] = testRecords(1)
const inProcess = (records: readonly unknown[]): readonly number[] => [
  ...predict(model, parseRecords(model.schema, records).rows).values,
]

let service: TestServer
beforeAll(async () => {
  service = await openTestServer([model])
})
afterAll(() => service.close())

describe("POST /predict", () => {
  test("an object gets one answer with the same bits as in process", async () => {
    const { status, body, headers } = await ask(service.server, "/predict", { body: record })
    expect(status).toBe(200)
    expect(headers.get("content-type")).toBe("application/json; charset=utf-8")
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      prediction: inProcess([record])[0],
      model: { name: "homes", version: "1" },
    })
  })

  test("an array gets an array of answers in its order", async () => {
    const records = testRecords(50)
    const { status, body } = await ask(service.server, "/predict", { body: records })
    expect(status).toBe(200)
    expect(body.map((one: { prediction: number }) => one.prediction)).toEqual(inProcess(records))
    expect(new Set(body.map((one: { id: string }) => one.id)).size).toBe(50)
  })

  test("an empty array gets an empty array", async () => {
    expect((await ask(service.server, "/predict", { body: [] })).body).toEqual([])
  })

  test("a category never seen is answered with a warning", async () => {
    const { status, body } = await ask(service.server, "/predict", { body: { ...record, city: "Ulm" } })
    expect(status).toBe(200)
    expect(body.warnings).toEqual([expect.objectContaining({ row: 0, field: "city", code: "unseen-category" })])
  })

  test("in an array each answer has the warnings of its own row", async () => {
    const { body } = await ask(service.server, "/predict", { body: [record, { ...record, city: "Ulm" }] })
    expect(body[0].warnings).toBeUndefined()
    expect(body[1].warnings).toHaveLength(1)
  })

  test("each answer is in the log, where its id finds it", async () => {
    const { body } = await ask(service.server, "/predict", { body: record, headers: { "x-request-id": "abc-1" } })
    const logged = await ask(service.server, `/predictions/${body.id}`)
    expect(logged.body).toEqual({
      id: body.id,
      at: expect.stringMatching(/^\d{4}-.*Z$/),
      model: { name: "homes", version: "1" },
      input: record,
      output: { prediction: body.prediction },
      latencyMicroseconds: expect.any(Number),
      requestId: "abc-1",
    })
    expect((await readPrediction(service.database, body.id)).latencyMicroseconds).toBeGreaterThan(0)
  })
})

describe("POST /predict refuses with 422 and names the field:", () => {
  test.each([
    ["an unknown field", { ...record, colour: "red" }, "colour", "unknown-field"],
    ["a missing field", { ...record, area: undefined }, "area", "missing-field"],
    ["null where it may not be", { ...record, area: null }, "area", "missing-value"],
    ["a text for a number", { ...record, area: "50" }, "area", "wrong-type"],
    ["true for an integer", { ...record, rooms: true }, "rooms", "wrong-type"],
    ["a fraction for an integer", { ...record, rooms: 2.5 }, "rooms", "wrong-type"],
    ["a number out of range", { ...record, area: 501 }, "area", "out-of-range"],
    ["a date that does not exist", { ...record, built: "2023-02-30" }, "built", "bad-date"],
    ["an object for a text", { ...record, note: { deep: [1] } }, "note", "wrong-type"],
  ])("%s", async (...[, body, field, code]) => {
    const { status, body: answer } = await ask(service.server, "/predict", { body })
    expect(status).toBe(422)
    expect(answer.error).toMatchObject({ code: "serve.records-invalid", blame: "user", hint: expect.any(String) })
    expect(answer.error.detail.problems).toEqual([
      {
        row: 0,
        field,
        code,
        wanted: expect.any(String),
        got: expect.any(String),
        message: expect.stringContaining(field),
      },
    ])
  })

  test("a key named __proto__, and nothing else changes", async () => {
    const text = `${JSON.stringify(record).slice(0, -1)},"__proto__":{"polluted":true}}`
    const { status, body } = await ask(service.server, "/predict", { body: text })
    expect(status).toBe(422)
    expect(body.error.detail.problems[0]).toMatchObject({ field: "__proto__", code: "unknown-field" })
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined()
  })

  test("the row of an array that is wrong", async () => {
    const { body } = await ask(service.server, "/predict", { body: [record, { ...record, rooms: 99 }, 7] })
    expect(
      body.error.detail.problems.map((problem: { row: number; field: string }) => [problem.row, problem.field]),
    ).toEqual([
      [1, "rooms"],
      [2, null],
    ])
  })

  test.each([
    ["a text", '"x"'],
    ["a number", "3"],
    ["null", "null"],
  ])("%s instead of an object", async (_what, body) => {
    const { status, body: answer } = await ask(service.server, "/predict", { body })
    expect(status).toBe(422)
    expect(answer.error.code).toBe("serve.shape-unknown")
  })

  test("a number that JSON writes and no double holds", async () => {
    const text = JSON.stringify(record).replace(/"area":[\d.]+/, '"area":1e999')
    const { status, body } = await ask(service.server, "/predict", { body: text })
    expect(status).toBe(422)
    expect(body.error.detail.problems[0].field).toBe("area")
  })
})

test("a refused request leaves nothing in the log", async () => {
  const count = async (): Promise<number> => {
    await ask(service.server, "/predictions/none")
    const rows = await service.database
      .tables<{ predictions: { id: string } }>()
      .selectFrom("predictions")
      .select("id")
      .execute()
    return rows.length
  }
  const before = await count()
  await ask(service.server, "/predict", { body: [record, {}] })
  expect(await count()).toBe(before)
})

describe("classes", () => {
  test("are answered with probabilities that sum to one", async () => {
    const classifier = testModel("multiclass", ["low", "middle", "high"])
    const other = await openTestServer([classifier])
    const { body } = await ask(other.server, "/predict", { body: record })
    const { probabilities } = predict(classifier, parseRecords(classifier.schema, [record]).rows)
    expect(body.probabilities).toEqual({
      low: probabilities[0]![0],
      middle: probabilities[1]![0],
      high: probabilities[2]![0],
    })
    expect(["low", "middle", "high"]).toContain(body.prediction)
    await other.close()
  })
})

describe("POST /predict?explain=true", () => {
  test("tells what moved the answer, the largest first, adding up to it", async () => {
    const { status, body } = await ask(service.server, "/predict?explain=true", { body: record })
    expect(status).toBe(200)
    const { unit, base, contributions } = body.explanation
    expect(unit).toBe("answer")
    const sum = contributions.reduce((total: number, one: { contribution: number }) => total + one.contribution, base)
    expect(sum).toBeCloseTo(body.prediction, 8)
  })

  test("tells it of each row of an array", async () => {
    const { body } = await ask(service.server, "/predict?explain=true", { body: testRecords(3) })
    expect(body.map((one: { explanation: unknown }) => typeof one.explanation)).toEqual(["object", "object", "object"])
  })

  test("is refused when it is neither true nor false, and when the rows are too many", async () => {
    const unclear = await ask(service.server, "/predict?explain=maybe", { body: record })
    expect([unclear.status, unclear.body.error.code]).toEqual([400, "serve.query-invalid"])
    const many = await ask(service.server, "/predict?explain=true", { body: testRecords(1001) })
    expect([many.status, many.body.error.code]).toEqual([413, "serve.too-many-rows"])
    expect(many.body.error.hint).toContain("serve.maxExplainedRows")
  })
})

test("POST /predict refuses a name in the address that it does not know, and names the one that was meant", async () => {
  const { status, body } = await ask(service.server, "/predict?intervall=0.9", { body: record })
  expect([status, body.error.code]).toEqual([400, "serve.query-unknown"])
  expect(body.error.hint).toContain("write interval")
})

describe("POST /predict?interval=0.9", () => {
  const errors = { rows: 99, errors: Array.from({ length: 99 }, (_, rank) => rank - 49) }

  test("tells between which numbers the truth lies in that share of rows", async () => {
    const own = await openTestServer([{ ...model, errors }])
    const { body } = await ask(own.server, "/predict?interval=0.9", { body: record })
    expect(body.interval).toEqual({ share: 0.9, low: body.prediction - 45, high: body.prediction + 45 })
    const both = await ask(own.server, "/predict?interval=0.9&explain=true", { body: [record] })
    expect(Object.keys(both.body[0])).toEqual(expect.arrayContaining(["interval", "explanation"]))
    await own.close()
  })

  test("is refused for what is no share, and by a model that keeps no errors", async () => {
    const unclear = await ask(service.server, "/predict?interval=90", { body: record })
    expect([unclear.status, unclear.body.error.code]).toEqual([400, "serve.query-invalid"])
    const without = await ask(service.server, "/predict?interval=0.9", { body: record })
    expect([without.status, without.body.error.code]).toEqual([422, "model.intervals-missing"])
  })
})

describe("POST /predict?predictionSet=0.9", () => {
  const nonconformity = { rows: 99, scores: Array.from({ length: 99 }, (_, rank) => rank / 98) }

  test("tells among which classes the truth is in that share of rows, the likeliest first", async () => {
    const own = await openTestServer([{ ...testModel("multiclass", ["high", "low", "middle"]), nonconformity }])
    const { body } = await ask(own.server, "/predict?predictionSet=0.9&explain=true", { body: [record] })
    const [{ predictionSet, prediction, probabilities, explanation }] = body
    const likely = Object.entries<number>(probabilities).filter(([, share]) => share >= 1 - 89 / 98)
    expect(predictionSet.share).toBe(0.9)
    expect(predictionSet.classes[0]).toBe(prediction)
    expect([...predictionSet.classes].sort()).toEqual(likely.map(([label]) => label).sort())
    expect(explanation).toBeDefined()
    await own.close()
  })

  test("is refused for a regression, and the interval is named in its place", async () => {
    const { status, body } = await ask(service.server, "/predict?predictionSet=0.9", { body: record })
    expect([status, body.error.code]).toEqual([422, "model.prediction-sets-missing"])
    expect(body.error.hint).toContain("interval")
  })
})
