import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Json } from "../base/index.ts"
import type { ColumnSchema, Schema } from "./column.ts"
import { cellParser, parseCells } from "./parse/parse-cells.ts"
import { parseRecords, recordParser } from "./parse/parse-records.ts"
import { recordsOf } from "./parse/records-of.ts"

const column = (name: string, type: ColumnSchema["type"], more: Partial<ColumnSchema> = {}): ColumnSchema => ({
  name,
  type,
  role: "feature",
  nullable: false,
  ...more,
})

const schema: Schema = {
  columns: [
    column("id", "category", { role: "id" }),
    column("age", "integer", { range: [0, 120] }),
    column("income", "number", { nullable: true }),
    column("smoker", "boolean"),
    column("city", "category", { categories: ["Bern", "Oslo"] }),
    column("vendor", "category", { categories: ["1", "2"] }),
    column("born", "date", { format: "%d.%m.%Y" }),
    column("seen", "datetime", { role: "time" }),
    column("note", "text", { nullable: true }),
    column("price", "number", { role: "target" }),
  ],
}

const good = {
  age: 40,
  income: 12.5,
  smoker: true,
  city: "Bern",
  vendor: 2,
  born: "25.03.1980",
  seen: "2017-03-25T08:55:43",
  note: "well",
}

const codesOf = (records: readonly unknown[]): (readonly [string | null, string])[] =>
  parseRecords(schema, records).problems.map(({ field, code }) => [field, code])

describe("parseRecords", () => {
  test.each([
    ["Y", 1],
    ["n", 0],
    [true, 1],
    [false, 0],
  ])("reads %j of a column that its file writes as Y/N", (value, number) => {
    const { rows, problems } = parseRecords({ columns: [column("smoker", "boolean", { format: "Y/N" })] }, [
      { smoker: value },
    ])
    expect(problems).toEqual([])
    expect(rows.columns.get("smoker")).toEqual({ kind: "number", values: Float64Array.of(number) })
  })

  test.each(["true", "false", "yes", "0", "1", 1, 0])("takes %j for no Y and no N", (value) => {
    const { problems } = parseRecords({ columns: [column("smoker", "boolean", { format: "Y/N" })] }, [
      { smoker: value },
    ])
    expect(problems.map(({ code }) => code)).toEqual(["wrong-type"])
  })

  test("reads a right record without a problem or a warning", () => {
    const { rows, problems, warnings } = parseRecords(schema, [good])
    expect([problems, warnings]).toEqual([[], []])
    expect(rows.count).toBe(1)
    expect([...rows.columns.keys()]).toEqual(["age", "income", "smoker", "city", "vendor", "born", "seen", "note"])
    expect(rows.columns.get("age")).toEqual({ kind: "number", values: Float64Array.of(40) })
    expect(rows.columns.get("smoker")).toEqual({ kind: "number", values: Float64Array.of(1) })
    expect(rows.columns.get("born")).toEqual({ kind: "number", values: Float64Array.of(Date.UTC(1980, 2, 25)) })
    expect(rows.columns.get("vendor")).toEqual({ kind: "string", codes: Int32Array.of(0), words: ["2"] })
  })

  test.each<[string, Json, string]>([
    ["age", "40", "wrong-type"],
    ["age", 40.5, "wrong-type"],
    ["age", 1e300, "wrong-type"],
    ["age", true, "wrong-type"],
    ["age", 121, "out-of-range"],
    ["age", -1, "out-of-range"],
    ["age", null, "missing-value"],
    ["income", "12.5", "wrong-type"],
    ["income", [12.5], "wrong-type"],
    ["smoker", 1, "wrong-type"],
    ["smoker", "true", "wrong-type"],
    ["city", 3, "wrong-type"],
    ["city", {}, "wrong-type"],
    ["vendor", true, "wrong-type"],
    ["born", "1980-02-30", "bad-date"],
    ["born", "1980-03-25T10:00:00", "bad-date"],
    ["born", 322790400000, "wrong-type"],
    ["seen", "yesterday", "bad-date"],
    ["note", 7, "wrong-type"],
  ])("refuses %s = %j as %s", (field, value, code) => {
    expect(codesOf([{ ...good, [field]: value }])).toEqual([[field, code]])
  })

  test("refuses what JSON makes of a number that is too large", () => {
    expect(codesOf([{ ...good, income: JSON.parse("1e999") }])).toEqual([["income", "not-finite"]])
  })

  test("takes null or nothing for a nullable field only", () => {
    const { income: _income, note: _note, ...rest } = good
    expect(codesOf([rest, { ...good, income: null }])).toEqual([])
    const { age: _age, ...ageless } = good
    expect(codesOf([ageless])).toEqual([["age", "missing-field"]])
  })

  test("takes a date in ISO 8601 besides the form of the column", () => {
    const { rows } = parseRecords(schema, [{ ...good, born: "1980-03-25" }])
    expect(rows.columns.get("born")).toEqual({ kind: "number", values: Float64Array.of(Date.UTC(1980, 2, 25)) })
  })

  test("names the field that was perhaps meant", () => {
    const { problems } = parseRecords(schema, [{ ...good, agee: 1 }])
    expect(problems[0]?.message).toBe('Cannot read field "agee": wanted no such field, perhaps "age", got 1')
  })

  test("says where, what is wanted and what came", () => {
    const { problems } = parseRecords(schema, [good, { ...good, age: "x" }])
    expect(problems).toEqual([
      {
        row: 1,
        field: "age",
        code: "wrong-type",
        wanted: "a whole number from 0 to 120",
        got: '"x"',
        message: 'Cannot read field "age" of row 1: wanted a whole number from 0 to 120, got "x"',
      },
    ])
  })

  test("warns of a word it has not seen, once, and keeps the word", () => {
    const { rows, problems, warnings } = parseRecords(schema, [
      { ...good, city: "Rome" },
      { ...good, city: "Rome" },
    ])
    expect(problems).toEqual([])
    expect(warnings.map(({ row, field, code }) => [row, field, code])).toEqual([[0, "city", "unseen-category"]])
    expect(rows.columns.get("city")).toEqual({ kind: "string", codes: Int32Array.of(0, 0), words: ["Rome"] })
  })

  test.each([
    ["warn", 0, 2],
    ["error", 2, 0],
    ["accept", 0, 0],
  ] as const)("%ss about fields the model does not read", (unused, problems, warnings) => {
    const parsed = parseRecords(schema, [{ ...good, id: "a", price: 3 }], { unused })
    expect([parsed.problems.length, parsed.warnings.length]).toEqual([problems, warnings])
  })

  test.each([[[1]], [null], ["text"], [3]])("refuses %j as a record, with one problem", (record) => {
    expect(codesOf([record])).toEqual([[null, "not-a-record"]])
  })

  test("does not take a name of the object prototype for a value", () => {
    const odd: Schema = { columns: [column("constructor", "number"), column("toString", "text", { nullable: true })] }
    expect(parseRecords(odd, [{}]).problems.map(({ field, code }) => [field, code])).toEqual([
      ["constructor", "missing-field"],
    ])
  })

  test("sorts problems by row and keeps as many as asked for, of every field some", () => {
    const bad = Array.from({ length: 50 }, () => ({ ...good, age: "x", city: 1 }))
    const { problems } = parseRecords(schema, bad, { maxProblems: 4 })
    expect(problems.map(({ row, field }) => `${row} ${field}`)).toEqual(["0 age", "0 city", "1 age", "1 city"])
  })

  test("gives the same rows for one record alone and among others", () => {
    const parse = recordParser(schema)
    const all = parse([{ ...good, city: "Oslo" }, good])
    expect(recordsOf(schema, all.rows)[1]).toEqual(recordsOf(schema, parse([good]).rows)[0])
  })

  test("reads back what recordsOf writes", () => {
    const record = fc.record({
      age: fc.integer({ min: 0, max: 120 }),
      income: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
      smoker: fc.boolean(),
      city: fc.string(),
      vendor: fc.constantFrom("1", "2", "3"),
      born: fc
        .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10)),
      seen: fc
        .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
        .map((date) => date.toISOString()),
      note: fc.option(fc.string()),
    })
    fc.assert(
      fc.property(fc.array(record), (records) => {
        const first = parseRecords(schema, records)
        expect(first.problems).toEqual([])
        expect(parseRecords(schema, recordsOf(schema, first.rows)).rows).toEqual(first.rows)
      }),
    )
  })

  test("never throws and never lets a value through unsaid, whatever comes", () => {
    const parse = recordParser(schema)
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (records) => {
        const { problems, rows } = parse(records)
        expect(problems.length > 0 || records.length === 0).toBe(true)
        expect(rows.count).toBe(records.length)
      }),
    )
  })
})

describe("parseCells", () => {
  const header = ["seen", "age", "income", "smoker", "city", "vendor", "born", "note"]
  const row = ["2017-03-25 08:55:43", "40", "1.25e1", "yes", "Bern", "2", "25.03.1980", "well"]

  test("reads the same rows as JSON does, in any order of the header", () => {
    const { rows, problems, warnings } = parseCells(schema, { header, cells: [row] })
    expect([problems, warnings]).toEqual([[], []])
    expect(rows).toEqual(parseRecords(schema, [good]).rows)
  })

  test.each([
    ["age", "forty", "wrong-type"],
    ["age", "1.5", "wrong-type"],
    ["age", "0x10", "wrong-type"],
    ["age", "1,000", "wrong-type"],
    ["age", "", "missing-value"],
    ["age", " NA ", "missing-value"],
    ["age", "300", "out-of-range"],
    ["income", "inf", "not-finite"],
    ["income", "-Infinity", "not-finite"],
    ["income", "1e999", "not-finite"],
    ["smoker", "maybe", "wrong-type"],
    ["born", "31.02.1980", "bad-date"],
    ["city", "", "missing-value"],
  ])("refuses %s = %j as %s", (field, cell, code) => {
    const cells = [row.map((own, position) => (header[position] === field ? cell : own))]
    const { problems } = parseCells(schema, { header, cells })
    expect(problems.map((one) => [one.field, one.code])).toEqual([[field, code]])
  })

  test("says once that a column is absent, unless it is nullable", () => {
    const { problems } = parseCells(schema, { header: ["age"], cells: [["4"], ["5"]] })
    expect(problems.map(({ row: at, field, code }) => [at, field, code])).toEqual(
      ["smoker", "city", "vendor", "born", "seen"].map((field) => [null, field, "missing-field"]),
    )
  })

  test("refuses unknown and repeated columns by the header", () => {
    const { problems } = parseCells(schema, { header: [...header, "age", "extra"], cells: [[...row, "1", "2"]] })
    expect(problems.map(({ field, code }) => [field, code])).toEqual([
      ["age", "duplicate-field"],
      ["extra", "unknown-field"],
    ])
  })

  test("reports a row of another width as a whole", () => {
    const { problems } = parseCells(schema, { header, cells: [row, row.slice(0, 3)] })
    expect(problems.map(({ row: at, field, code }) => [at, field, code])).toEqual([[1, null, "cell-count"]])
  })

  test("takes 2.0 for the category 2", () => {
    const cells = [row.map((own, position) => (header[position] === "vendor" ? "2.0" : own))]
    const { rows, warnings } = parseCells(schema, { header, cells })
    expect(warnings).toEqual([])
    expect(rows.columns.get("vendor")).toMatchObject({ words: ["2"] })
  })

  test("gives no rows for no cells", () => {
    expect(cellParser(schema)({ header, cells: [] }).rows.count).toBe(0)
  })
})
