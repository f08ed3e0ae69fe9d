import { join } from "node:path"
import { expect, it } from "vitest"
import type { Schema } from "../../schema/index.ts"
import { ingestFiles } from "../ingest/ingest.ts"
import { profileFiles } from "../profile/profile.ts"
import { readRows } from "../read-rows.ts"
import { schemaOf, useScratch, valuesOf } from "../scratch.test-support.ts"
import { readStored } from "../typed/read-stored.ts"
import { writePredictions } from "../write-predictions.ts"

const scratch = useScratch()
const names = Array.from({ length: 1300 }, (_, column) => `c${column}`)
const isNumber = (column: number): boolean => column === 0 || column % 50 === 49
const number = (row: number, column: number): number => ((row + 1) * column) % 17
const cell = (row: number, column: number): number | string =>
  isNumber(column) ? number(row, column) : `w${number(row, column)}`
const lineOf = (row: number): string => names.map((_name, column) => cell(row, column)).join(",")
const typesOf = (type: "integer" | "number"): Schema =>
  schemaOf(Object.fromEntries(names.map((name, column) => [name, isNumber(column) ? type : "text"] as const)))

it("reads a table too wide for one select as it reads others, and leaves out the same lines of every column", async () => {
  const lines = Array.from({ length: 12 }, (_, row) => lineOf(row))
  lines.splice(5, 0, "1,2,3") // no row
  await scratch.put("wide.csv", `${names.join(",")}\n${lines.join("\n")}\n`)
  const schema = typesOf("integer")
  const table = join(scratch.root(), "wide.parquet")
  await expect(ingestFiles(["wide.csv"], { ...scratch.options(), schema }, table)).rejects.toMatchObject({
    code: "table.rows-ragged",
  })
  const { rows, dropped, columns } = await profileFiles(["wide.csv"], scratch.options({ badRows: "drop" }))
  expect({ rows, dropped, columns: columns.length }).toEqual({ rows: 12, dropped: 1, columns: 1300 })
  expect(columns[1299]).toMatchObject({ name: "c1299", type: "integer", min: 1, max: 16 })

  lines.splice(5, 1)
  await scratch.put("whole.csv", `${names.join(",")}\n${lines.join("\n")}\n`)
  await ingestFiles(["whole.csv"], { ...scratch.options(), schema }, table)
  const read = await readStored(table, schema, { root: scratch.root(), temporary: join(scratch.root(), "tmp") })
  for (const [column, name] of names.entries()) {
    expect(valuesOf(read.columns.get(name))).toEqual(lines.map((_line, row) => cell(row, column)))
  }

  lines[7] = lines[7]!.replace(/\d+$/, "many")
  await scratch.put("bad.csv", `${names.join(",")}\n${lines.join("\n")}\n`)
  await expect(
    ingestFiles(["bad.csv"], { ...scratch.options(), schema }, join(scratch.root(), "bad.parquet")),
  ).rejects.toMatchObject({ code: "table.value-unreadable", message: expect.stringContaining("c1299") })
}, 60_000)

it("leaves out of a wide table the rows that cannot be read in any group of its columns", async () => {
  const lines = Array.from({ length: 12 }, (_, row) => lineOf(row))
  lines[7] = lines[7]!.replace(/\d+$/, "many")
  lines[3] = lines[3]!.replace(/^\d+/, "some")
  lines.splice(5, 0, "1,2,3")
  await scratch.put("worse.csv", `${names.join(",")}\n${lines.join("\n")}\n`)
  const schema = typesOf("number")
  const options = { ...scratch.options({ badRows: "drop" }), schema }
  const kept = await ingestFiles(["worse.csv"], options, join(scratch.root(), "kept.parquet"))
  expect(kept).toMatchObject({ rows: 10, leftOut: { lines: 1, rows: [3, 7], count: 3 } })
  expect(kept.leftOut.first.map((text) => /column "(c\d+)"/.exec(text)?.[1])).toEqual([undefined, "c0", "c1299"])

  const { count, columns, leftOut } = await readRows("worse.csv", schema, { ...options, columns: "all" })
  const good = [0, 1, 2, 4, 5, 6, 8, 9, 10, 11]
  expect({ count, leftOut }).toEqual({ count: good.length, leftOut: kept.leftOut })
  for (const column of [0, 700, 1299]) {
    expect(valuesOf(columns.get(`c${column}`))).toEqual(good.map((row) => cell(row, column)))
  }
})

it("predicts for a table too wide for one select, and writes its columns typed beside the predictions", async () => {
  const count = 4
  const lines = Array.from({ length: count }, (_, row) => lineOf(row))
  await scratch.put("given.csv", `${names.join(",")}\n${lines.join("\n")}\n`)
  const schema = typesOf("number")
  const options = { root: scratch.root(), temporary: join(scratch.root(), "tmp"), schema }
  const rows = await readRows("given.csv", schema, { ...options, columns: "all" })
  expect(valuesOf(rows.columns.get("c1299"))).toEqual(lines.map((_line, row) => cell(row, 1299)))

  const prediction = { name: "prediction", values: Float64Array.from({ length: count }, (_, row) => row / 8) }
  for (const out of ["out.jsonl", "out.csv"]) {
    await writePredictions("given.csv", [prediction], { ...options, out })
    const written = await readRows(out, schemaOf({ c0: "number", c1299: "number", prediction: "number" }), {
      ...options,
      columns: "all",
    })
    expect(valuesOf(written.columns.get("c1299"))).toEqual(valuesOf(rows.columns.get("c1299")))
    expect(valuesOf(written.columns.get("prediction"))).toEqual([0, 1 / 8, 2 / 8, 3 / 8])
    expect(written.extra).toEqual(names.slice(1, -1))
  }
})

it("reads lines of JSON whose many keys hold one type, or whose keys few lines have, as rows", async () => {
  const keys = Array.from({ length: 300 }, (_, key) => `k${key}`)
  const line = JSON.stringify(Object.fromEntries(keys.map((key, index) => [key, index + 0.5])))
  await scratch.put("keys.jsonl", `${line}\n${line}\n`)
  expect((await profileFiles(["keys.jsonl"], scratch.options())).columns).toHaveLength(300)
  const sparse = keys.slice(0, 60).map((key, index) => JSON.stringify({ [key]: index, [`${key}b`]: 1 }))
  await scratch.put("sparse.jsonl", `${sparse.join("\n")}\n`)
  expect((await profileFiles(["sparse.jsonl"], scratch.options())).columns).toHaveLength(120)
})
