import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { DataSettings } from "../config.ts"
import { type Profile, profileFiles } from "../profile/profile.ts"
import { readRows } from "../read-rows.ts"
import { errorOf, schemaOf, useScratch, valuesOf } from "../scratch.test-support.ts"
import { formulaCounter } from "./unkept-formulas.ts"
import { type Cell, writeWorkbook } from "./workbook.test-support.ts"

const scratch = useScratch()

const rows: readonly (readonly Cell[])[] = [
  ["name", "size", "sold", "day", "at", "note"],
  ["Ann & Bob", 1.5, true, new Date("2024-01-31T00:00:00Z"), new Date("2024-01-31T10:20:30Z"), 'a, "b"\nc'],
  ["00123", 2, false, new Date("2024-02-29T00:00:00Z"), new Date("2024-02-29T00:00:00Z"), null],
  ["Zoë", null, true, null, new Date("2024-03-01T23:59:59Z"), "NA"],
]

async function workbook(name: string, sheets: Readonly<Record<string, readonly (readonly Cell[])[]>>): Promise<string> {
  await writeWorkbook(join(scratch.root(), name), sheets)
  return name
}

const read = (file: string, settings: Partial<DataSettings> = {}): Promise<Profile> =>
  profileFiles([file], scratch.options(settings))

test("the sheet of a workbook is a table with its types", async () => {
  const { columns, rows: count } = await read(await workbook("book.xlsx", { Sales: rows, Empty: [] }))
  expect(count).toBe(3)
  expect(columns.map(({ name, type }) => [name, type])).toEqual([
    ["name", "string"],
    ["size", "number"],
    ["sold", "boolean"],
    ["day", "date"],
    ["at", "datetime"],
    ["note", "string"],
  ])
})

test("dates, times, quotes, line ends and missing cells come out as they were", async () => {
  const schema = schemaOf({ name: "text", size: "number", day: "date", at: "datetime", note: "text" })
  const { columns } = await readRows(await workbook("values.xlsx", { Sales: rows }), schema, {
    ...scratch.options({ delimiter: ";" }), // which is said of text files
    columns: "all",
  })
  expect(valuesOf(columns.get("name"))).toEqual(["Ann & Bob", "00123", "Zoë"])
  expect(valuesOf(columns.get("size"))).toEqual([1.5, 2, undefined])
  expect(valuesOf(columns.get("day"))).toEqual([Date.UTC(2024, 0, 31), Date.UTC(2024, 1, 29), undefined])
  expect(valuesOf(columns.get("at"))).toEqual([
    Date.UTC(2024, 0, 31, 10, 20, 30),
    Date.UTC(2024, 1, 29),
    Date.UTC(2024, 2, 1, 23, 59, 59),
  ])
  expect(valuesOf(columns.get("note"))).toEqual(['a, "b"\nc', undefined, undefined])
})

test("of several sheets with rows one must be named, and a wrong name gets the nearest", async () => {
  const file = await workbook("two.xlsx", { Notes: [["read me"], ["now"]], Sales: rows })
  const needed = await errorOf(read(file))
  expect([needed.code, needed.message]).toEqual(["table.sheet-needed", expect.stringContaining('"Notes", "Sales"')])
  expect(needed.hint).toContain('"Sales"')
  expect((await read(file, { sheet: "Sales" })).rows).toBe(3)
  const missing = await errorOf(read(file, { sheet: "Sale" }))
  expect([missing.code, missing.hint]).toEqual(["table.sheet-missing", expect.stringContaining('"Sales"')])
})

test("a workbook that is cut off, protected, old or a bomb is refused", async () => {
  const bytes = await readFile(join(scratch.root(), await workbook("whole.xlsx", { Sales: rows })))
  const cut = await scratch.put("cut.xlsx", bytes.subarray(0, bytes.length - 200))
  expect((await errorOf(read(cut))).code).toBe("table.archive-broken")
  const container = Buffer.from("d0cf11e0a1b11ae1", "hex")
  const part = Buffer.from("EncryptedPackage", "utf16le")
  const secret = await scratch.put("secret.xlsx", Buffer.concat([container, Buffer.alloc(2000), part]))
  expect((await errorOf(read(secret))).code).toBe("table.workbook-encrypted")
  const old = await scratch.put("old.xls", Buffer.concat([container, Buffer.alloc(2000)]))
  expect((await errorOf(read(old))).code).toBe("table.workbook-old")
  const wide = Array.from({ length: 20_000 }, () => ["same text in every cell of the sheet", 1, 2, 3])
  const bomb = await workbook("bomb.xlsx", { Sales: wide })
  expect((await errorOf(read(bomb, { unpackedMegabytes: 1 }))).code).toBe("table.unpacked-too-large")
})

test("a moment whose share of a day is not exact in binary keeps its whole second", async () => {
  const moments = Array.from({ length: 30 }, (_, row) => new Date(Date.UTC(2024, 0, 3, 10, 11, 12) + row * 25_200_000))
  const file = await workbook("moments.xlsx", { Data: [["n", "at"], ...moments.map((at, row) => [row, at])] })
  const { columns } = await readRows(file, schemaOf({ n: "integer", at: "datetime" }), {
    ...scratch.options(),
    columns: "all",
  })
  expect(valuesOf(columns.get("at"))).toEqual(moments.map((at) => at.getTime()))
})

test("columns of a sheet in which nothing stands are none of the table", async () => {
  const rows = [
    [null, null, "n", null, "w"],
    [null, null, 1, null, "a"],
    [null, null, 2, null, "b"],
  ]
  const { columns } = await read(await workbook("gaps.xlsx", { Data: rows }))
  expect(columns.map(({ name }) => name)).toEqual(["n", "w"])
})

test("formulas whose values the workbook does not keep are told of, those of the sheet that is read", async () => {
  const sums: readonly (readonly Cell[])[] = [
    ["a", "b", "c"],
    ...Array.from({ length: 3 }, (_, row): readonly Cell[] => [
      row,
      { formula: "SUM(A1:A2)" },
      { formula: "A1&amp;A2", text: row === 0 ? "" : "x" },
    ]),
  ]
  const file = await workbook("sums.xlsx", { First: rows, Sums: sums })
  const said =
    'In "sums.xlsx" 3 cells hold formulas whose value the workbook does not keep, and read as missing: open it in a spreadsheet and save it there'
  expect((await read(file, { sheet: "Sums" })).advice.map(({ text }) => text)).toContain(said)
  expect((await read(file, { sheet: "First" })).advice.map(({ text }) => text)).not.toContain(said)
  const schema = schemaOf({ a: "number", b: "number", c: "text" })
  const found = await readRows(file, schema, { ...scratch.options({ sheet: "Sums" }), columns: "all" })
  expect(found.notes).toEqual([said])
  expect(valuesOf(found.columns.get("c"))).toEqual([undefined, "x", "x"])
})

test("formulas are counted wherever the pieces of a sheet end", () => {
  const xml = `<row><c r="A1"><v>1</v></c><c r="B1"><f>A1</f><v></v></c><c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f si="0"/></c></row>`
  for (let at = 0; at <= xml.length; at++) {
    const { push, count } = formulaCounter()
    push(xml.slice(0, at))
    push(xml.slice(at))
    expect(count()).toBe(2)
  }
})
