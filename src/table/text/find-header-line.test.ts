import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { dataSettings } from "../config.ts"
import { readRows } from "../read-rows.ts"
import { schemaOf, useScratch, valuesOf } from "../scratch.test-support.ts"
import { writePredictions } from "../write-predictions.ts"

const scratch = useScratch()

const schema = schemaOf({ name: "category", size: "number", price: "number" })

const table = "name,size,price\na,1,10\nb,2,20\n"

/** As recorded from a file with two lines above its header. */
const settings = dataSettings.parse({ skipLines: 2 })

const reading = () => ({
  columns: "all" as const,
  temporary: join(scratch.root(), "tmp"),
  root: scratch.root(),
  settings,
})

describe("a number of lines above the header that was recorded from another file", () => {
  it("is taken where the columns stand below so many", async () => {
    const rows = await readRows(await scratch.put("same.csv", `Prices\nof May\n${table}`), schema, reading())
    expect(valuesOf(rows.columns.get("size"))).toEqual([1, 2])
    expect(rows.notes).toEqual([])
  })

  it.each([
    ["none", "", 1],
    ["one", "Prices\n", 2],
    ["three", "Prices\nof June\nin euros\n", 4],
    ["five, with commas", "Prices,of,June\nx,y,z\n1,2,3\n4,5,6\n\n", 6],
  ])("is given up where there are others (%s), and that is said", async (_, above, line) => {
    const rows = await readRows(await scratch.put("other.csv", `${above}${table}`), schema, reading())
    expect(valuesOf(rows.columns.get("name"))).toEqual(["a", "b"])
    expect(valuesOf(rows.columns.get("size"))).toEqual([1, 2])
    expect(rows.notes).toEqual([
      `The header of "other.csv" is taken from line ${line}, which names the columns of the schema, and not below the 2 lines that data.skipLines tells of`,
    ])
  })

  it("is given up the same way when predictions are written beside the rows", async () => {
    const file = await scratch.put("other.csv", table)
    const columns = [{ name: "prediction", values: Float64Array.of(1, 2) }]
    await writePredictions(file, columns, { ...reading(), schema, out: "out.csv" })
    expect(await readFile(join(scratch.root(), "out.csv"), "utf8")).toBe(
      "name,size,price,prediction\na,1,10,1.0\nb,2,20,2.0\n",
    )
  })

  it("stays where a column is lacking and no other line has more of them", async () => {
    const rows = await readRows(
      await scratch.put("lacks.csv", "size,price\nof May\nname,size\na,1\n"),
      { columns: schema.columns.map((column) => ({ ...column, nullable: true })) },
      reading(),
    )
    expect(rows.absent).toEqual(["price"])
    expect(rows.notes).toEqual([])
  })
})
