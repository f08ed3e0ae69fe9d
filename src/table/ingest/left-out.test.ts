import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { dataSettings } from "../config.ts"
import { readRows } from "../read-rows.ts"
import { errorOf, schemaOf, useScratch, valuesOf } from "../scratch.test-support.ts"
import { writePredictions } from "../write-predictions.ts"

const scratch = useScratch()

const schema = schemaOf({ name: "category", size: "number", price: "number" })

const text = "name,size,price\na,1,10\nb,big,20\nc,3\nd,4,40\ne,5,much\nf,6,60\n"

const reading = () => ({
  columns: "all" as const,
  temporary: join(scratch.root(), "tmp"),
  root: scratch.root(),
  settings: dataSettings.parse({ badRows: "drop" }),
})

describe("rows that cannot be read, where they are to be left out", () => {
  it.each([
    ["cut by the engine", (rows: string) => rows],
    ["cut from a copy", (rows: string) => rows.replaceAll(",", "::")],
  ])("are no rows, and are counted and named with their lines (%s)", async (_, written) => {
    const file = await scratch.put("bad.csv", written(text))
    const delimiter = written(",")
    const settings = dataSettings.parse({ badRows: "drop", delimiter })
    const rows = await readRows(file, schema, { ...reading(), settings })
    expect(valuesOf(rows.columns.get("size"))).toEqual([1, 4, 6])
    expect(valuesOf(rows.columns.get("name"))).toEqual(["a", "d", "f"])
    expect(rows.leftOut).toEqual({
      lines: 1,
      rows: [1, 3],
      count: 3,
      first: [
        "line 4: wanted 3 cells and it has 2",
        'line 3 of "bad.csv", column "size" wants a number and has "big"',
        'line 6 of "bad.csv", column "price" wants a number and has "much"',
      ],
    })
    expect(
      (await errorOf(readRows(file, schema, { ...reading(), settings: { ...settings, badRows: "fail" } }))).code,
    ).toBe("table.rows-ragged")
  })

  it("are left out of a target that is computed, whichever column is bad", async () => {
    const file = await scratch.put("bad.csv", text)
    const wanted = schemaOf({ size: "number", price: "number", unit: "number" })
    const target = { name: "unit", expression: "price / size" }
    const rows = await readRows(file, wanted, { ...reading(), target })
    expect(valuesOf(rows.columns.get("unit"))).toEqual([10, 10, 10])
    expect(valuesOf(rows.columns.get("size"))).toEqual([1, 4, 6])
    expect(rows.leftOut.count).toBe(3)
  })

  it("are none when every row can be read", async () => {
    const file = await scratch.put("good.csv", "name,size,price\na,1,10\n")
    expect((await readRows(file, schema, reading())).leftOut).toEqual({ lines: 0, rows: [], first: [], count: 0 })
  })

  it("stand beside a gap in a file of predictions, unless the line cannot be cut", async () => {
    const file = await scratch.put("bad.csv", text)
    const columns = [
      { name: "prediction", values: Float64Array.of(1, Number.NaN, 4, Number.NaN, 6) },
      { name: "label", values: ["x", null, "y", null, "x"] },
    ]
    expect(await writePredictions(file, columns, { ...reading(), schema, out: "out.csv" })).toEqual({ rows: 5 })
    expect(await readFile(join(scratch.root(), "out.csv"), "utf8")).toBe(
      "name,size,price,prediction,label\na,1,10,1.0,x\nb,big,20,,\nd,4,40,4.0,y\ne,5,much,,\nf,6,60,6.0,x\n",
    )
    await writePredictions(file, columns, { ...reading(), schema, out: "out.jsonl" })
    const lines = (await readFile(join(scratch.root(), "out.jsonl"), "utf8")).trim().split("\n")
    expect(JSON.parse(lines[1]!)).toEqual({ name: "b", size: null, price: 20, prediction: null, label: null })
  })
})
