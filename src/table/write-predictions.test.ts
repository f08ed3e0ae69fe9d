import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { Writable } from "node:stream"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { readRows } from "./read-rows.ts"
import { errorOf, schemaOf, useScratch, valuesOf } from "./scratch.test-support.ts"
import { writePredictions } from "./write-predictions.ts"

const scratch = useScratch()

const schema = schemaOf({ name: "category", size: "number", day: "date" })

const input = 'name;size;day;note\n"a;b";1.50;2020-01-31;NA\n;7;;"say ""hi"""\n'

const options = (out: string) => ({ out, schema, temporary: join(scratch.root(), "tmp"), root: scratch.root() })

const prediction = { name: "prediction", values: Float64Array.of(0.1 + 0.2, Number.NaN) }

describe("writePredictions", () => {
  it("keeps the texts of a CSV file as they are", async () => {
    const file = await scratch.put("in.csv", input)
    expect(
      await writePredictions(file, [prediction, { name: "label", values: ["x", "y"] }], options("out.csv")),
    ).toEqual({ rows: 2 })
    expect(await readFile(join(scratch.root(), "out.csv"), "utf8")).toBe(
      'name;size;day;note;prediction;label\n"a;b";1.50;2020-01-31;NA;0.30000000000000004;x\n;7;;"say ""hi""";;y\n',
    )
  })

  it("writes words with marks so that the file is cut as it was when it is read again", async () => {
    const file = await scratch.put("in.csv", "name,size\na,1\nb,2\n")
    const values = ["from 1: size 1 +2; name a +1; others 3", "from 1: name b +1; size 2 +1; others 3"]
    await writePredictions(file, [{ name: "why", values }], options("out.csv"))
    const rows = await readRows("out.csv", schemaOf({ name: "category", size: "number", why: "category" }), {
      columns: "all",
      ...options(""),
    })
    expect(valuesOf(rows.columns.get("size"))).toEqual([1, 2])
    expect(valuesOf(rows.columns.get("why"))).toEqual(values)
  })

  it("writes typed values into JSON and Parquet", async () => {
    const file = await scratch.put("in.csv", input)
    await writePredictions(file, [prediction], options("out.json"))
    expect(JSON.parse(await readFile(join(scratch.root(), "out.json"), "utf8"))).toEqual([
      { name: "a;b", size: 1.5, day: "2020-01-31", note: null, prediction: 0.30000000000000004 },
      { name: null, size: 7, day: null, note: 'say "hi"', prediction: null },
    ])
    await writePredictions(file, [prediction], options("out.parquet"))
    const rows = await readRows("out.parquet", schema, { columns: "all", ...options("") })
    expect(valuesOf(rows.columns.get("day"))).toEqual([Date.UTC(2020, 0, 31), undefined])
    expect(rows.extra).toEqual(["note", "prediction"])
  })

  it("writes to standard output in the format of the input", async () => {
    const file = await scratch.put("in.jsonl", '{"size": 1}\n{"size": 2}\n')
    const blocks: Buffer[] = []
    const standardOutput = new Writable({
      write: (block: Buffer, _encoding, done) => {
        blocks.push(block)
        done()
      },
    })
    await writePredictions(file, [prediction], { ...options("-"), standardOutput })
    expect(
      Buffer.concat(blocks)
        .toString()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { size: 1, prediction: 0.30000000000000004 },
      { size: 2, prediction: null },
    ])
    expect(standardOutput.writableEnded).toBe(false)
  })

  it("does not hide a column that has the name already", async () => {
    const file = await scratch.put("again.csv", "prediction,x\n1,2\n3,4\n")
    await writePredictions(file, [prediction], options("twice.csv"))
    expect(await readFile(join(scratch.root(), "twice.csv"), "utf8")).toMatch(/^prediction,x,prediction_2\n/)
  })

  it("refuses another number of rows than the file has, and names it cannot write", async () => {
    const file = await scratch.put("three.csv", "x,y\n1,2\n3,4\n5,6\n")
    expect((await errorOf(writePredictions(file, [prediction], options("x.csv")))).code).toBe(
      "table.predictions-miscounted",
    )
    expect((await errorOf(writePredictions(file, [prediction], options("x.xlsx")))).code).toBe(
      "table.out-format-unknown",
    )
  })

  it("writes every double so that it reads back the same", async () => {
    const values = Float64Array.from(
      fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 5000, seed: 5 }),
    )
    const file = await scratch.put("many.csv", `i,j\n${Array.from(values, (_, row) => `${row},1`).join("\n")}\n`)
    for (const out of ["many-out.csv", "many-out.json", "many-out.parquet"]) {
      await writePredictions(file, [{ name: "p", values }], options(out))
      const { columns } = await readRows(out, schemaOf({ i: "integer", p: "number" }), {
        columns: "all",
        ...options(""),
      })
      expect(valuesOf(columns.get("p"))).toEqual(Array.from(values, (value) => value + 0))
      expect(valuesOf(columns.get("i"))).toEqual(Array.from(values.keys()))
    }
  })
})
