import { existsSync, readdirSync } from "node:fs"
import { chmod, mkdir } from "node:fs/promises"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { hashFile } from "../../base/index.ts"
import { inferSchema } from "../../schema/index.ts"
import { profileFiles } from "../profile/profile.ts"
import { withEngine } from "../query/engine.ts"
import { sqlText } from "../query/sql.ts"
import { readRows } from "../read-rows.ts"
import { errorOf, schemaOf, useScratch, valuesOf } from "../scratch.test-support.ts"
import { ingestFiles } from "./ingest.ts"

const scratch = useScratch()

const out = (name: string): string => join(scratch.root(), "out", name)

const reading = () => ({ columns: "all" as const, temporary: join(scratch.root(), "tmp"), root: scratch.root() })

describe("ingestFiles", () => {
  it("writes typed columns that read back as the file's values", async () => {
    const file = await scratch.put(
      "types.csv",
      'n,i,b,d,t,w,y\n1.5,3,true,2020-02-29,03/25/2017 8:55:43 AM,"a,b",1\n,4.0,FALSE,,12/31/1899 12:00:00 PM,NA,2\n',
    )
    const schema = {
      columns: schemaOf({
        n: "number",
        i: "integer",
        b: "boolean",
        d: "date",
        t: "datetime",
        w: "category",
        y: "number",
      }).columns.map((column) => (column.name === "t" ? { ...column, format: "%m/%d/%Y %I:%M:%S %p" } : column)),
    }
    const done = await ingestFiles(
      [file],
      { ...scratch.options(), schema, target: { name: "y" } },
      out("types.parquet"),
    )
    expect(done).toMatchObject({ rows: 2, leftOut: { count: 0 }, withoutTarget: 0, extra: [], files: ["types.csv"] })
    for (const path of ["types.csv", out("types.parquet")]) {
      const { columns } = await readRows(path, schema, reading())
      expect(Object.fromEntries([...columns].map(([name, column]) => [name, valuesOf(column)]))).toEqual({
        n: [1.5, undefined],
        i: [3, 4],
        b: [1, 0],
        d: [Date.UTC(2020, 1, 29), undefined],
        t: [Date.UTC(2017, 2, 25, 8, 55, 43), Date.UTC(1899, 11, 31, 12)],
        w: ["a,b", undefined],
        y: [1, 2],
      })
    }
  })

  it("gives the same bytes again, whatever the number of threads", async () => {
    await withEngine(
      {
        temporary: join(scratch.root(), "tmp"),
        threads: 2,
        memoryMegabytes: 500,
        paths: [join(scratch.root(), "many.csv")],
      },
      (engine) =>
        engine.run(
          `COPY (SELECT i, 'word ' || (i % 977) AS w, i * 1.25 AS y FROM range(400000) t(i)) TO ${sqlText(join(scratch.root(), "many.csv"))}`,
        ),
    )
    const schema = schemaOf({ i: "integer", w: "category", y: "number" })
    const hashes = new Set<string>()
    for (const threads of [1, 2, 3, 4]) {
      await ingestFiles(
        ["many.csv"],
        { ...scratch.options({ threads }), schema, target: { name: "y" } },
        out("many.parquet"),
      )
      hashes.add((await hashFile("md5", out("many.parquet"))).hex)
    }
    expect(hashes.size).toBe(1)
  })

  it("computes a target, and keeps the rows that have none", async () => {
    const file = await scratch.put(
      "trip.csv",
      "from,to,y0\n2020-01-01 10:00:00,2020-01-01 10:02:00,a\n2020-01-01 10:00:00,,b\n2020-01-01 10:00:00,2020-01-01 11:00:00,c\n",
    )
    const target = { name: "minutes", expression: '("to" - "from")' }
    const { schema } = await profileFiles([file], { ...scratch.options(), target })
    const done = await ingestFiles([file], { ...scratch.options(), schema, target }, out("trip.parquet"))
    expect(done).toMatchObject({ rows: 3, withoutTarget: 1 })
    const fromParquet = await readRows(out("trip.parquet"), schema, { ...reading(), target })
    const fromFile = await readRows(file, schema, { ...reading(), target })
    for (const rows of [fromParquet, fromFile])
      expect(valuesOf(rows.columns.get("minutes"))).toEqual([120, undefined, 3600])
  })

  it("reads files of one kind as one table by column name", async () => {
    await scratch.put("months/1.csv", "a,b,y\n1,x,1\n")
    await scratch.put("months/2.csv", "y;B;c\n2;z;9\n")
    const profile = await profileFiles(["months/*.csv"], scratch.options())
    expect(profile.columns.map(({ name, missing }) => [name, missing])).toEqual([
      ["a", 1],
      ["b", 0],
      ["y", 0],
      ["c", 1],
    ])
    expect(profile.advice.filter(({ kind }) => kind === "files").map(({ text }) => text)).toEqual([
      '"months/2.csv" lacks 1 column that other files have: "a"; their values are missing there',
      '"months/1.csv" lacks 1 column that other files have: "c"; their values are missing there',
      '"b" is called "B" in 1 file; it is read as one column',
    ])
  })

  it("stops at values and lines that cannot be read, or leaves them out and counts them", async () => {
    const schema = schemaOf({ x: "integer", y: "number" })
    const values = await scratch.put("values.csv", "x,y\n1,2\n1.5,3\nabc,4\n5,inf\n7,8\n9,1\n")
    const lines = await scratch.put("lines.csv", "x,y\n1,2\n1,2,3\n7,8\n9,1\n")
    const ingest = (file: string, badRows: "fail" | "drop") =>
      ingestFiles(
        [file],
        { ...scratch.options({ badRows }), schema, target: { name: "y" } },
        out(`${file}.${badRows}.parquet`),
      )
    const error = await errorOf(ingest(values, "fail"))
    expect(error.code).toBe("table.value-unreadable")
    expect(error.detail).toMatchObject({
      count: 3,
      values: [
        { row: 2, column: "x", wanted: "a whole number", got: "1.5" },
        { row: 3, column: "x", got: "abc" },
        { row: 4, column: "y", wanted: "a number", got: "inf" },
      ],
    })
    expect((await errorOf(ingest(lines, "fail"))).code).toBe("table.rows-ragged")
    expect(await ingest(values, "drop")).toMatchObject({ rows: 3, leftOut: { count: 3 } })
    expect(await ingest(lines, "drop")).toMatchObject({ rows: 3, leftOut: { count: 1 } })
  })

  it("leaves nothing behind when it fails, and the older file whole", async () => {
    const schema = schemaOf({ x: "integer", y: "number" })
    const good = await scratch.put("good.csv", "x,y\n1,2\n3,4\n")
    const bad = await scratch.put("bad.csv", "x,y\n1,2\nx,4\n")
    const options = { ...scratch.options(), schema, target: { name: "y" } }
    await ingestFiles([good], options, out("kept.parquet"))
    const before = await hashFile("md5", out("kept.parquet"))
    await errorOf(ingestFiles([bad], options, out("kept.parquet")))
    expect(await hashFile("md5", out("kept.parquet"))).toEqual(before)
    expect(readdirSync(out("")).filter((name) => name.includes("tmp"))).toEqual([])
    expect(readdirSync(join(scratch.root(), "tmp"))).toEqual([])
  })

  it("says which column of the schema the files lack", async () => {
    const file = await scratch.put("short.csv", "ages,y\n1,2\n3,4\n")
    const ingest = (types: Parameters<typeof schemaOf>[0], target = "y") =>
      errorOf(
        ingestFiles(
          [file],
          { ...scratch.options(), schema: schemaOf(types), target: { name: target } },
          out("short.parquet"),
        ),
      )
    expect((await ingest({ age: "integer", y: "number" })).message).toContain('the nearest is "ages"')
    expect((await ingest({ ages: "integer" }, "z")).code).toBe("table.target-missing")
    expect(existsSync(out("short.parquet"))).toBe(false)
  })

  it.runIf(existsSync("/dev/full"))("says that the disk is full when the engine cannot write", async () => {
    const options = { temporary: join(scratch.root(), "tmp"), threads: 2, memoryMegabytes: 100, paths: ["/dev/full"] }
    const error = await errorOf(
      withEngine(options, (engine) =>
        engine.run("COPY (SELECT 1) TO '/dev/full' (FORMAT parquet, USE_TMP_FILE false)"),
      ),
    )
    expect(error.code).toBe("base.disk-full")
  })

  it.skipIf(process.getuid?.() === 0)("says that the folder is read-only", async () => {
    await mkdir(out("locked"), { recursive: true })
    await chmod(out("locked"), 0o500)
    const file = await scratch.put("good.csv", "x,y\n1,2\n3,4\n")
    const options = { ...scratch.options(), schema: schemaOf({ x: "integer", y: "number" }), target: { name: "y" } }
    expect((await errorOf(ingestFiles([file], options, out("locked/t.parquet")))).code).toBe("base.folder-read-only")
  })
})

describe("readRows", () => {
  it("gives the same doubles as a parser of JSON", async () => {
    const texts = fc
      .sample(
        fc.oneof(
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          fc.float({ noNaN: true, noDefaultInfinity: true }),
        ),
        { numRuns: 400, seed: 3 },
      )
      .map(String)
      .concat(
        "0.1234567890123456789",
        "123456789.987654321987654321",
        "1e-320",
        "2.2250738585072011e-308",
        "9007199254740993",
        "1.7976931348623157e308",
        "-0",
      )
    const file = await scratch.put("doubles.csv", `x,z\n${texts.map((text) => `${text},1`).join("\n")}\n`)
    const json = await scratch.put("doubles.json", JSON.stringify(texts.map((text) => ({ x: Number(text), z: 1.5 }))))
    const schema = schemaOf({ x: "number" })
    const wanted = texts.map((text) => Number(text) + 0)
    for (const path of [file, json])
      expect(valuesOf((await readRows(path, schema, reading())).columns.get("x"))).toEqual(wanted)
    await ingestFiles([file], { ...scratch.options(), schema, target: { name: "x" } }, out("doubles.parquet"))
    expect(valuesOf((await readRows(out("doubles.parquet"), schema, reading())).columns.get("x"))).toEqual(wanted)
  })

  it("keeps other columns aside and fills nullable ones that are absent", async () => {
    const file = await scratch.put("inputs.csv", "b,more\nx,1\ny,2\n")
    const rows = await readRows(file, schemaOf({ a: "number", b: "category" }), { ...reading(), columns: "inputs" })
    expect(rows).toMatchObject({ count: 2, extra: ["more"], absent: ["a"] })
    expect(valuesOf(rows.columns.get("a"))).toEqual([undefined, undefined])
    expect(valuesOf(rows.columns.get("b"))).toEqual(["x", "y"])
    const strict = { columns: schemaOf({ a: "number" }).columns.map((column) => ({ ...column, nullable: false })) }
    expect((await errorOf(readRows(file, strict, reading()))).code).toBe("table.column-missing")
  })

  it("lists the first twenty values that cannot be read", async () => {
    const file = await scratch.put("words.csv", `x\n${Array.from({ length: 30 }, (_, row) => `w${row}`).join("\n")}\n`)
    const error = await errorOf(
      readRows(file, schemaOf({ x: "number" }), {
        ...reading(),
        settings: scratch.options({ header: "yes" }).settings,
      }),
    )
    expect(error).toMatchObject({ code: "table.value-unreadable", detail: { count: 30 } })
    expect(error.detail["values"]).toHaveLength(20)
  })

  it("reads whole numbers that are categories as the words a request would give", async () => {
    const columns = [
      { name: "v", type: "category" as const, role: "feature" as const, nullable: true, categories: ["1", "2"] },
    ]
    const file = await scratch.put("vendor.csv", "v,y\n1,0\n2.0,0\n02,0\nNA,0\nother,0\n")
    expect(valuesOf((await readRows(file, { columns }, reading())).columns.get("v"))).toEqual([
      "1",
      "2",
      "2",
      undefined,
      "other",
    ])
  })

  it("reads instants with zones and fractions of a second", async () => {
    const texts = [
      "2020-01-01T10:00:00.123456+02:00",
      "1969-12-31 23:59:59.9995",
      "2020-01-01 10:00",
      "2020-01-01",
      "infinity",
    ]
    const file = await scratch.put(
      "times.csv",
      `t,y\n${texts
        .slice(0, 4)
        .map((text) => `${text},1`)
        .join("\n")}\n`,
    )
    expect(valuesOf((await readRows(file, schemaOf({ t: "datetime" }), reading())).columns.get("t"))).toEqual([
      Date.UTC(2020, 0, 1, 8) + 123.456,
      -0.5,
      Date.UTC(2020, 0, 1, 10),
      Date.UTC(2020, 0, 1),
    ])
    const endless = await scratch.put("endless.csv", "t,y\ninfinity,1\nepoch,2\n")
    expect((await errorOf(readRows(endless, schemaOf({ t: "datetime" }), reading()))).detail["count"]).toBe(2)
  })

  it("infers a schema by which the same file reads back", async () => {
    const file = await scratch.put("any.csv", "id,when,kind,score\na1,01/02/2020,x,1.5\na2,13/02/2020,y,\n")
    const { columns } = await profileFiles([file], scratch.options())
    const rows = await readRows(file, inferSchema(columns), reading())
    expect(valuesOf(rows.columns.get("when"))).toEqual([Date.UTC(2020, 1, 1), Date.UTC(2020, 1, 13)])
  })
})
