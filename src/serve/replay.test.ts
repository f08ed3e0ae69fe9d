import { afterAll, beforeAll, expect, test } from "vitest"
import { testModel, testRecords } from "./fixtures/model.ts"
import { ask, openTestServer, type TestServer } from "./fixtures/server.ts"
import { exactJson } from "./log/number-text.ts"
import { replayPrediction } from "./replay.ts"

const classifier = testModel("binary", ["no", "yes"])
let service: TestServer
beforeAll(async () => {
  service = await openTestServer([testModel(), classifier])
})
afterAll(() => service.close())

const replay = (id: string) =>
  replayPrediction(id, { database: service.database, find: ({ version }) => service.versions.find(version) })

test("every logged prediction is computed again to the same bits, by the version that answered it", async () => {
  const records = testRecords(40)
  const rows = records.map((record) => Object.values(record))
  const [newest, first] = await Promise.all([
    ask(service.server, "/inference", { body: { data: rows } }),
    ask(service.server, "/inference", { body: { data: rows, model_version: "1" } }),
  ])
  await ask(service.server, "/predictions/none")
  for (const id of [...newest.body.ids, ...first.body.ids]) expect(await replay(id)).toMatchObject({ id, same: true })
  expect(await replay(first.body.ids[0])).toEqual({
    id: first.body.ids[0],
    same: true,
    model: { name: "homes", version: "1" },
    logged: { prediction: first.body.predictions[0] },
    replayed: { prediction: first.body.predictions[0] },
    runId: "run-1",
  })
})

test("a row of CSV is replayed from the values it was read as", async () => {
  const csv = "city,rooms,area,balcony,built,sold,note\nUlm,3,0.1,TRUE,1950-02-28,2024-02-29 10:11:12.123456,\n"
  const { headers } = await ask(service.server, "/batch_predict", { body: csv, type: "text/csv" })
  const { id } = await service.database
    .tables<{ predictions: { id: string; request_id: string } }>()
    .selectFrom("predictions")
    .select("id")
    .where("request_id", "=", headers.get("x-request-id")!)
    .executeTakeFirstOrThrow()
  expect((await replay(id)).same).toBe(true)
})

test("an answer that was changed in the log is seen", async () => {
  const { body } = await ask(service.server, "/predict", { body: testRecords(1)[0] })
  await ask(service.server, "/predictions/none")
  const output = {
    prediction: body.prediction,
    probabilities: { ...body.probabilities, yes: body.probabilities.yes + 1e-16 },
  }
  await service.database
    .tables<{ predictions: { id: string; output: string } }>()
    .updateTable("predictions")
    .set({ output: exactJson(output) })
    .where("id", "=", body.id)
    .execute()
  expect((await replay(body.id)).same).toBe(output.probabilities.yes === body.probabilities.yes)
  expect(output.probabilities.yes).not.toBe(body.probabilities.yes)
})

test("a version that is gone is named", async () => {
  const { body } = await ask(service.server, "/predict", { body: testRecords(1)[0] })
  await ask(service.server, "/predictions/none")
  const gone = replayPrediction(body.id, { database: service.database, find: async () => undefined })
  await expect(gone).rejects.toMatchObject({ code: "serve.version-gone", detail: { name: "homes", version: "2" } })
})

test("an id that was never given is refused", async () => {
  await expect(replay("nope")).rejects.toMatchObject({ code: "serve.prediction-unknown" })
})
