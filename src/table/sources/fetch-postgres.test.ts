import { createServer } from "node:net"
import { Client } from "pg"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { DataSettings } from "../config.ts"
import { type Profile, profileFiles } from "../profile/profile.ts"
import { readRows } from "../read-rows.ts"
import { errorOf, schemaOf, useScratch, valuesOf } from "../scratch.test-support.ts"

const scratch = useScratch()

const url = process.env["MLWRIGHT_TEST_POSTGRES"]

const read = (address: string, settings: Partial<DataSettings> = {}): Promise<Profile> =>
  profileFiles([address], scratch.options(settings))

describe.skipIf(url === undefined)("a PostgreSQL database", () => {
  const schema = `mlwright_source_${process.pid}`
  const address = (rest: string): string => `${url}${url?.includes("?") ? "&" : "?"}${rest}`

  async function run(sql: string): Promise<void> {
    const client = new Client({ connectionString: url })
    await client.connect()
    await client.query(sql)
    await client.end()
  }

  beforeAll(() =>
    run(`CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.trips (id int8, seats int2, fare float8, price numeric(8, 2), key numeric,
      paid bool, day date, at timestamp, zoned timestamptz, code text, tags int[], rate numeric);
      INSERT INTO ${schema}.trips SELECT 9007199254740993 + i, CASE WHEN i > 0 THEN i % 5 END, i / 4.0, i * 0.25, 9007199254740993 + i,
        i % 2 = 0, date '2024-01-31' + i, timestamp '1969-12-31 23:59:59.123456' + i * interval '1 day',
        timestamptz '2024-01-31 12:00:00+01', 'a, "b"' || chr(10) || i, ARRAY[i, 2], CASE WHEN i % 3 = 0 THEN 'NaN'::numeric ELSE i END
      FROM generate_series(0, 4999) AS i`),
  )

  afterAll(() => run(`DROP SCHEMA ${schema} CASCADE`))

  test("gives a table with the types of its columns, whole numbers exact", async () => {
    const { columns, rows } = await read(address(`table=${schema}.trips`))
    expect(rows).toBe(5000)
    expect(Object.fromEntries(columns.map(({ name, type }) => [name, type]))).toEqual({
      id: "string",
      seats: "integer",
      fare: "number",
      price: "number",
      key: "string",
      paid: "boolean",
      day: "date",
      at: "datetime",
      zoned: "datetime",
      code: "string",
      tags: "string",
      rate: "integer",
    })
  })

  test("gives values, nulls, instants and line ends as they are", async () => {
    const wanted = schemaOf({
      id: "text",
      seats: "integer",
      price: "number",
      at: "datetime",
      zoned: "datetime",
      code: "text",
    })
    const { columns, count } = await readRows(address(`query=SELECT * FROM ${schema}.trips ORDER BY id;`), wanted, {
      ...scratch.options(),
      columns: "all",
    })
    expect(count).toBe(5000)
    const first = (column: string): unknown => valuesOf(columns.get(column)).slice(0, 2)
    expect(first("id")).toEqual(["9007199254740993", "9007199254740994"])
    expect(first("seats")).toEqual([undefined, 1])
    expect(first("price")).toEqual([0, 0.25])
    expect(first("at")).toEqual([-876.544, 86_399_123.456])
    expect(first("zoned")).toEqual(Array(2).fill(Date.UTC(2024, 0, 31, 11)))
    expect(first("code")).toEqual(['a, "b"\n0', 'a, "b"\n1'])
  })

  test("gives times and amounts as numbers, says so, and says what stays text", async () => {
    const query = `SELECT i AS n, i * interval '1 day 2 hours' AS took, i * interval '-90 seconds' AS took,
      (i * 1000.5)::numeric::money AS paid, time '08:00' + i * interval '1 minute' AS at, ARRAY[i] AS list,
      jsonb_build_object('a', i) AS doc, gen_random_uuid() AS key FROM generate_series(1, 300) i -- all`
    const { columns, advice } = await read(address(`query=${encodeURIComponent(query)}`))
    expect(columns.map(({ name, type, max }) => [name, type, ...(max === undefined ? [] : [max])])).toEqual([
      ["n", "integer", 300],
      ["took", "integer", 300 * 93_600],
      ["took_2", "integer", -90],
      ["paid", "number", 300_150],
      ["at", "integer", 46_800],
      ["list", "string"],
      ["doc", "string"],
      ["key", "string"],
    ])
    const told = advice.map(({ text }) => text).filter((text) => /of type/.test(text))
    expect(told).toEqual([
      expect.stringMatching(/"paid".*money is read as numbers$/),
      expect.stringMatching(/"at".*time is read as seconds since midnight$/),
      expect.stringMatching(/"took", "took".*interval are read as seconds$/),
      expect.stringMatching(/"list".*integer\[\] is read as text/),
      expect.stringMatching(/"doc".*jsonb is read as text/),
    ])
  })

  test("lists an instant that never comes as a value that cannot be read", async () => {
    const query = "SELECT i, CASE WHEN i = 7 THEN 'infinity' ELSE now() END AS at FROM generate_series(1, 500) i"
    const error = await errorOf(read(address(`query=${query}`)))
    expect([error.code, error.message]).toEqual(["table.value-unreadable", expect.stringContaining("row 7")])
  })

  test("takes its parts from variables, and shows no password", async () => {
    const parts = new URL(url ?? "postgresql://x")
    const variables = {
      DB_USER: parts.username,
      DB_PASSWORD: parts.password,
      SECRET_URL: address(`table=${schema}.trips`),
    }
    const whole = await profileFiles(["$" + "{SECRET_URL}"], { ...scratch.options(), variables })
    expect(whole.rows).toBe(5000)
    expect(whole.files).toEqual(["$" + "{SECRET_URL}"])
  })

  test("names the nearest table, what a query lacks, and that it writes nothing", async () => {
    const missing = await errorOf(read(address(`table=${schema}.trip`)))
    expect([missing.code, missing.hint]).toEqual(["table.table-missing", expect.stringContaining(`${schema}.trips`)])
    const wrong = await errorOf(read(address(`query=SELECT nothing FROM ${schema}.trips`)))
    expect([wrong.code, wrong.message]).toEqual(["table.query-invalid", expect.stringContaining('"nothing"')])
    const writing = await errorOf(read(address(`query=DELETE FROM ${schema}.trips RETURNING *`)))
    expect(writing.code).toBe("table.query-invalid")
    expect((await read(address(`table=${schema}.trips`))).rows).toBe(5000)
  })

  test("is given up when a query takes too long", async () => {
    const error = await errorOf(read(address("query=SELECT pg_sleep(20)"), { silenceSeconds: 1 }))
    expect(error.code).toBe("table.server-silent")
  })

  test("refuses who has no login or no database", async () => {
    const stranger = new URL(url ?? "postgresql://x")
    stranger.pathname = "/there_is_no_such_database"
    const error = await errorOf(read(stranger.href))
    expect(error.code).toBe("table.login-refused")
    stranger.username = "nobody_of_this_name"
    stranger.password = "s3cret"
    const refused = await errorOf(read(stranger.href))
    expect(refused.code).toBe("table.login-refused")
    expect(JSON.stringify([refused.message, refused.hint, refused.detail])).not.toContain("s3cret")
  })
})

test("a host where no PostgreSQL answers, or one that says nothing, is told", async () => {
  const gone = await errorOf(read("postgresql://ann:s3cret@127.0.0.1:59998/base?table=trips"))
  expect([gone.code, gone.message]).toEqual(["table.database-failed", expect.stringContaining("nothing answers there")])
  expect(gone.message).toContain("postgresql://ann@127.0.0.1:59998/base?table=trips")
  expect(gone.message).not.toContain("s3cret")
  const server = createServer(() => {})
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  const { port } = server.address() as { readonly port: number }
  const silent = await errorOf(read(`postgresql://ann@127.0.0.1:${port}/base?table=trips`, { silenceSeconds: 1 }))
  server.close()
  expect(silent.code).toMatch(/^table\.(server-silent|database-failed)$/)
})
