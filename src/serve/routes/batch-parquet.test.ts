import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { afterAll, beforeAll, expect, test } from "vitest"
import { predict } from "../../model/index.ts"
import { parseRecords } from "../../schema/index.ts"
import { testModel, testRecords } from "../fixtures/model.ts"
import { ask, openTestServer, type TestServer } from "../fixtures/server.ts"

const model = testModel()
const records = testRecords(2500)
let service: TestServer
let folder: string
beforeAll(async () => {
  service = await openTestServer([model])
  folder = await mkdtemp(join(tmpdir(), "mlwright-parquet-"))
  await writeFile(join(folder, "rows.json"), JSON.stringify(records))
})
afterAll(async () => {
  await service.close()
  await rm(folder, { recursive: true })
})

test.each(["application/vnd.apache.parquet", "application/octet-stream"])(
  "a Parquet body of type %s comes back as Parquet with the same bits as in process",
  async (type) => {
    const body = await parquetOf(
      `select 'L' || row_number() over () as listing, * from read_json('${folder}/rows.json')`,
    )
    const response = await fetch(`${service.server.url}/batch_predict`, {
      method: "POST",
      body: body as Uint8Array<ArrayBuffer>,
      headers: { "content-type": type },
    })
    expect(response.status).toBe(200)
    expect(response.headers.get("content-type")).toBe("application/vnd.apache.parquet")
    await writeFile(join(folder, "answer.parquet"), Buffer.from(await response.arrayBuffer()))
    const rows = await query(`select listing, city, prediction from '${folder}/answer.parquet'`)
    const expected = predict(model, parseRecords(model.schema, records).rows).values
    expect(rows).toEqual(records.map((record, row) => [`L${row + 1}`, record["city"], expected[row]]))
  },
)

test("a value out of range is refused and a column that the schema does not know as well", async () => {
  const outside = await parquetOf(`select * replace (99 as rooms) from read_json('${folder}/rows.json') limit 2`)
  const refused = await ask(service.server, "/batch_predict", { body: outside, type: "application/x-parquet" })
  expect(refused.status).toBe(422)
  expect(refused.body.error.detail.problems[1]).toMatchObject({ row: 1, field: "rooms", code: "out-of-range" })
  const unknown = await parquetOf(`select *, 1 as colour from read_json('${folder}/rows.json') limit 2`)
  const { status, body } = await ask(service.server, "/batch_predict", { body: unknown, type: "application/x-parquet" })
  expect(status).toBe(422)
  expect(body.error.detail.problems).toEqual([expect.objectContaining({ row: null, field: "colour" })])
})

test("bytes that are not Parquet are refused without naming a place of the server", async () => {
  const { status, text } = await ask(service.server, "/batch_predict", {
    body: "PAR1 nonsense",
    type: "application/x-parquet",
  })
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
  expect(text).not.toContain(tmpdir())
})

async function parquetOf(select: string): Promise<Uint8Array> {
  const path = join(folder, "made.parquet")
  await query(`copy (${select}) to '${path}' (format parquet)`)
  return readFile(path)
}

async function query(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  const rows = await (await connection.runAndReadAll(sql)).getRowsJS()
  connection.closeSync()
  instance.closeSync()
  return rows as unknown[][]
}
