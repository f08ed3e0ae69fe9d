import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { checkColumns, checkRows, checkTable, type Schema, validateSettings } from "../../schema/index.ts"
import { ingestFiles } from "../ingest/ingest.ts"
import { useScratch } from "../scratch.test-support.ts"
import { readStored } from "../typed/read-stored.ts"
import { countTable, isCountedId } from "./count-table.ts"

const scratch = useScratch()

const schema: Schema = {
  columns: [
    { name: "id", type: "category", role: "id", nullable: false },
    { name: "x", type: "number", role: "feature", nullable: false, range: [0, 3] },
    { name: "word", type: "category", role: "feature", nullable: true, categories: ["a"] },
    { name: "y", type: "integer", role: "target", nullable: true },
  ],
}

const settings = validateSettings.parse({ duplicates: "error" })

describe("countTable", () => {
  it("counts what checking all rows in memory finds, and the columns may be checked one at a time", async () => {
    const row = fc.tuple(
      fc.constantFrom("", "one", "two", "three"),
      fc.constantFrom("", "1", "2.5", "9"),
      fc.constantFrom("", "a", "b"),
      fc.constantFrom("1", "2"),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
        const lines = ["id,x,word,y", ...rows.map((cells) => cells.join(",")), "last,1,a,1", "first,1,a,2"]
        await scratch.put("table.csv", `${lines.join("\n")}\n`)
        const table = join(scratch.root(), "table.parquet")
        await ingestFiles(["table.csv"], { ...scratch.options(), schema, target: { name: "y" } }, table)
        const places = { root: scratch.root(), temporary: join(scratch.root(), "tmp") }
        const all = await readStored(table, schema, places)
        const { rows: count, repeats, ids, kept } = await countTable(table, schema, places)
        const found = [...checkTable(schema, { count, columns: new Map() }, { settings, repeats })]
        for (const column of schema.columns) {
          const part = { columns: [column] }
          const values = await readStored(
            table,
            { columns: part.columns.filter((one) => !isCountedId(one) && !kept.has(one.name)) },
            places,
          )
          found.push(...checkColumns(part, { ...values, count }, { settings, countedIds: ids, kept }))
        }
        const sorted = (checks: readonly object[]) => checks.map((check) => JSON.stringify(check)).sort()
        expect(sorted(found)).toEqual(sorted(checkRows(schema, all, { settings })))
      }),
      { numRuns: 12 },
    )
  })
})

describe("readStored", () => {
  it("reads the rows that are wanted and no others", async () => {
    const lines = Array.from({ length: 150_000 }, (_, row) => `${row},${row % 7 === 0 ? "" : `w${row % 5}`},${row % 3}`)
    await scratch.put("many.csv", `x,word,y\n${lines.join("\n")}\n`)
    const table = join(scratch.root(), "many.parquet")
    const plain: Schema = {
      columns: [
        { name: "x", type: "integer", role: "feature", nullable: true },
        { name: "word", type: "category", role: "feature", nullable: true },
        { name: "y", type: "integer", role: "target", nullable: true },
      ],
    }
    await ingestFiles(["many.csv"], { ...scratch.options(), schema: plain, target: { name: "y" } }, table)
    const keep = Int32Array.of(0, 1, 2047, 2048, 2050, 99_999, 149_999)
    const { count, columns } = await readStored(table, plain, {
      root: scratch.root(),
      temporary: join(scratch.root(), "tmp"),
      keep,
    })
    const word = columns.get("word")
    expect(count).toBe(keep.length)
    expect(columns.get("x")).toEqual({ kind: "number", values: Float64Array.from(keep) })
    expect(word?.kind === "string" ? Array.from(word.codes, (code) => word.words[code]) : []).toEqual(
      Array.from(keep, (row) => (row % 7 === 0 ? undefined : `w${row % 5}`)),
    )
  })
})
