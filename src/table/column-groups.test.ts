import { join } from "node:path"
import { expect, it } from "vitest"
import { ingestFiles } from "./ingest.ts"
import { profileFiles } from "./profile.ts"
import { readStored } from "./read-stored.ts"
import { useScratch } from "./scratch.test-support.ts"

const scratch = useScratch()
const names = Array.from({ length: 1300 }, (_, column) => `c${column}`)
const cell = (row: number, column: number): number => ((row + 1) * column) % 17

it("reads a table too wide for one select as it reads others, and leaves out the same lines of every column", async () => {
  const lines = Array.from({ length: 12 }, (_, row) => names.map((_name, column) => cell(row, column)).join(","))
  lines.splice(5, 0, "1,2,3") // no row
  await scratch.put("wide.csv", `${names.join(",")}\n${lines.join("\n")}\n`)
  const dropping = scratch.options({ badRows: "drop" })
  await expect(profileFiles(["wide.csv"], scratch.options())).rejects.toMatchObject({ code: "table.rows-ragged" })
  const { rows, dropped, columns, schema } = await profileFiles(["wide.csv"], dropping)
  expect({ rows, dropped, columns: columns.length }).toEqual({ rows: 12, dropped: 1, columns: 1300 })
  expect(columns[1299]).toMatchObject({ name: "c1299", type: "integer", min: 1, max: 16 })

  lines.splice(5, 1)
  await scratch.put("whole.csv", `${names.join(",")}\n${lines.join("\n")}\n`)
  const table = join(scratch.root(), "wide.parquet")
  const target = { name: "c1299" }
  await ingestFiles(["whole.csv"], { ...scratch.options(), schema, target }, table)
  const read = await readStored(table, schema, { root: scratch.root(), temporary: join(scratch.root(), "tmp") })
  for (const [column, name] of names.entries()) {
    const values = read.columns.get(name)
    expect(values?.kind === "number" && [...values.values]).toEqual(lines.map((_line, row) => cell(row, column)))
  }

  lines[7] = lines[7]!.replace(/\d+$/, "many")
  await scratch.put("bad.csv", `${names.join(",")}\n${lines.join("\n")}\n`)
  await expect(
    ingestFiles(["bad.csv"], { ...scratch.options(), schema, target }, join(scratch.root(), "bad.parquet")),
  ).rejects.toMatchObject({ code: "table.value-unreadable", message: expect.stringContaining("c1299") })
})
