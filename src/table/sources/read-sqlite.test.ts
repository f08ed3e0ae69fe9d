import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { gzipSync } from "node:zlib"
import { expect, test } from "vitest"
import type { DataSettings } from "../config.ts"
import { type Profile, profileFiles } from "../profile/profile.ts"
import { readRows } from "../read-rows.ts"
import { errorOf, schemaOf, useScratch, valuesOf } from "../scratch.test-support.ts"

const scratch = useScratch()

function database(name: string, sql: string): string {
  const base = new DatabaseSync(join(scratch.root(), name))
  base.exec(sql)
  base.close()
  return name
}

const trips = `CREATE TABLE trips (id INTEGER, fare REAL, paid BOOLEAN, at TEXT, code TEXT);
  INSERT INTO trips VALUES (9007199254740993, 1.5, 1, '2024-01-31 10:20:30', 'NA'),
    (9007199254740995, 2, 0, '2024-02-29 00:00:00', '007'), (1, NULL, NULL, NULL, 'it''s "x"');`

const read = (file: string, settings: Partial<DataSettings> = {}): Promise<Profile> =>
  profileFiles([file], scratch.options(settings))

test("the only table of a database is read, with types by what is in it", async () => {
  const { columns, rows } = await read(database("one.db", trips))
  expect(rows).toBe(3)
  expect(columns.map(({ name, type }) => [name, type])).toEqual([
    ["id", "string"],
    ["fare", "number"],
    ["paid", "boolean"],
    ["at", "datetime"],
    ["code", "string"],
  ])
})

test("whole numbers that a double does not hold stay exact, and words stay words", async () => {
  const schema = schemaOf({ id: "text", code: "text" })
  const file = database("exact.sqlite", trips)
  const { columns } = await readRows(file, schema, { ...scratch.options(), columns: "all" })
  expect(valuesOf(columns.get("id"))).toEqual(["9007199254740993", "9007199254740995", "1"])
  expect(valuesOf(columns.get("code"))).toEqual(["NA", "007", 'it\'s "x"'])
})

test("a table that was imported from CSV, all of it text, is read as a CSV file is", async () => {
  const file = database(
    "imported.db",
    `CREATE TABLE sizes (size TEXT, day TEXT);
      INSERT INTO sizes VALUES ('1', '31.01.2024'), ('2.5', '01.02.2024'), ('NA', '');`,
  )
  const { columns } = await read(file)
  expect(columns.map(({ type, missing }) => [type, missing])).toEqual([
    ["number", 1],
    ["date", 1],
  ])
})

test("of several tables one is named, in a setting or in the address, or a query is written", async () => {
  const file = database(
    "two.db",
    `${trips} CREATE TABLE zones (zone INTEGER); INSERT INTO zones VALUES (1), (2);
    CREATE VIEW dear AS SELECT * FROM trips WHERE fare > 1.7;`,
  )
  const needed = await errorOf(read(file))
  expect([needed.code, needed.message]).toEqual([
    "table.table-needed",
    expect.stringContaining('"trips", "zones", "dear"'),
  ])
  expect((await read(file, { table: "zones" })).rows).toBe(2)
  expect((await read(`sqlite:///${file}?table=dear`)).rows).toBe(1)
  expect((await read(`sqlite:///${join(scratch.root(), file)}?query=SELECT fare FROM trips LIMIT 2`)).rows).toBe(2)
  const missing = await errorOf(read(`sqlite:///${file}?table=trip`))
  expect([missing.code, missing.hint]).toEqual(["table.table-missing", expect.stringContaining("table=trips")])
  expect((await errorOf(read(file, { query: "SELECT nothing FROM trips" }))).code).toBe("table.query-invalid")
})

test("a database is only read", async () => {
  const file = database("safe.db", trips)
  expect((await errorOf(read(file, { query: "DELETE FROM trips RETURNING *" }))).code).toBe("table.database-failed")
  expect((await read(file)).rows).toBe(3)
})

test("a packed database is unpacked first", async () => {
  const bytes = await readFile(join(scratch.root(), database("packed.db", trips)))
  expect((await read(await scratch.put("packed.db.gz", gzipSync(bytes)))).rows).toBe(3)
})

test("a locked, damaged or missing database and binary columns are said", async () => {
  const file = database("locked.db", trips)
  const writer = new DatabaseSync(join(scratch.root(), file))
  writer.exec("BEGIN EXCLUSIVE")
  const locked = await errorOf(read(file))
  writer.close()
  expect([locked.code, locked.blame]).toEqual(["table.database-locked", "environment"])
  const bytes = await readFile(join(scratch.root(), file))
  const damaged = await scratch.put("damaged.db", bytes.fill(0xff, 100, 2000))
  expect((await errorOf(read(damaged))).code).toBe("table.file-malformed")
  expect((await errorOf(read("sqlite:///nowhere.db?table=trips"))).code).toBe("base.file-missing")
  const binary = database(
    "binary.db",
    "CREATE TABLE images (name TEXT, image BLOB); INSERT INTO images VALUES ('a', x'00ff')",
  )
  expect((await errorOf(read(binary))).code).toBe("table.column-binary")
})
