import { describe, expect, test } from "vitest"
import type { ColumnSchema, Schema } from "../column.ts"
import { validateSettings } from "../config.ts"
import type { Column, Rows } from "../rows.ts"
import { type Check, type CheckName, type CheckOptions, checkRows } from "./check.ts"

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
    column("smoker", "boolean"),
    column("city", "category", { categories: ["Bern", "Oslo"] }),
    column("born", "date", { nullable: true }),
    column("said", "text", { role: "ignored" }),
    column("ill", "category", { role: "target" }),
  ],
}

const numbers = (...values: readonly number[]): Column => ({ kind: "number", values: Float64Array.from(values) })

const texts = (...words: readonly string[]): Column => ({
  kind: "string",
  codes: Int32Array.from(words, (word) => (word === "" ? -1 : words.indexOf(word))),
  words,
})

const good: Readonly<Record<string, Column>> = {
  id: texts("a", "b", "c", "d"),
  age: numbers(1, 2, 3, 4),
  smoker: numbers(0, 1, 1, 0),
  city: texts("Bern", "Oslo", "Bern", "Oslo"),
  born: numbers(0, 86_400_000, Number.NaN, 0),
  ill: texts("no", "yes", "no", "yes"),
}

const rowsOf = (columns: Readonly<Record<string, Column>>): Rows => ({
  count: 4,
  columns: new Map(Object.entries(columns)),
})

const settings = validateSettings.parse({ minRows: 4 })

const failed = (change: Readonly<Record<string, Column>>, options: CheckOptions = {}): readonly Check[] =>
  checkRows(schema, rowsOf({ ...good, ...change }), { settings, task: "binary", ...options }).filter(({ ok }) => !ok)

describe("checkRows", () => {
  test("tries every rule and finds good rows good", () => {
    const checks = checkRows(schema, rowsOf(good), { settings, task: "binary" })
    expect(checks.filter(({ ok }) => !ok)).toEqual([])
    const named = (name: string | null): readonly CheckName[] =>
      checks.filter((one) => one.column === name).map(({ check }) => check)
    expect(named(null)).toEqual(["rows", "duplicates", "columns"])
    expect(named("id")).toEqual(["missing", "unique"])
    expect(named("age")).toEqual(["present", "missing", "finite", "type", "range"])
    expect(named("city")).toEqual(["present", "missing", "categories"])
    expect(named("said")).toEqual([])
    expect(named("ill")).toEqual(["present", "missing", "target", "classes"])
  })

  test.each<[string, Record<string, Column>, string, string]>([
    [
      "a forbidden gap",
      { age: numbers(1, Number.NaN, 3, 4) },
      "age missing error",
      "1 of 4 values are missing (25 %), first in row 2, and none may be",
    ],
    [
      "a gap in words",
      { city: texts("Bern", "", "Oslo", "Oslo") },
      "city missing error",
      "1 of 4 values are missing (25 %), first in row 2, and none may be",
    ],
    [
      "infinity",
      { age: numbers(1, 2, 3, Number.POSITIVE_INFINITY) },
      "age finite error",
      "1 of 4 values infinite, first in row 4",
    ],
    [
      "a fraction",
      { age: numbers(1, 2.5, 3, 4) },
      "age type error",
      "1 of 4 values not of type integer, first 2.5 in row 2",
    ],
    [
      "a third truth value",
      { smoker: numbers(0, 1, 2, 0) },
      "smoker type error",
      "1 of 4 values not of type boolean, first 2 in row 3",
    ],
    [
      "a time of day in a date",
      { born: numbers(0, 1000, 0, 0) },
      "born type error",
      "1 of 4 values not of type date, first 1970-01-01T00:00:01 in row 2",
    ],
    ["texts for numbers", { age: texts("a", "b", "c", "d") }, "age type error", "wanted integer, got texts"],
    [
      "values out of range",
      { age: numbers(-1, 2, 300, 4) },
      "age range error",
      "2 of 4 values outside 0 to 120, first -1 in row 1",
    ],
    [
      "an unknown word",
      { city: texts("Bern", "Rome", "Bern", "Oslo") },
      "city categories warn",
      '1 of 4 values not among the categories, first "Rome" in row 2',
    ],
    [
      "an id that occurs twice",
      { id: texts("a", "b", "b", "d") },
      "id unique warn",
      '1 of 4 values seen before, first "b" in row 3',
    ],
    [
      "a class with one row",
      { ill: texts("no", "no", "no", "yes") },
      "ill classes error",
      'at least 2 rows of each of the 2 classes wanted, "yes" has 1',
    ],
  ])("finds %s", (...[, change, what, detail]) => {
    const found = failed(change)
    expect(found.map((one) => `${one.column} ${one.check} ${one.severity}`)).toEqual([what])
    expect(found[0]?.detail).toBe(detail)
  })

  test("finds too few rows", () => {
    const found = checkRows(schema, rowsOf(good), { settings: validateSettings.parse({}) }).filter(({ ok }) => !ok)
    expect(found.map(({ check, detail }) => [check, detail])).toEqual([["rows", "4 rows, at least 10 wanted"]])
  })

  test("finds an absent column, and the target only when it is needed", () => {
    const { age: _age, ill: _ill, id: _id, ...rest } = good
    const absent = (needTarget: boolean): readonly (string | null)[] =>
      checkRows(schema, rowsOf(rest), { settings, needTarget })
        .filter(({ ok }) => !ok)
        .map((one) => one.column)
    expect(absent(true)).toEqual(["age", "ill"])
    expect(absent(false)).toEqual(["age"])
  })

  test("finds a target that is constant, missing, or has too many classes for the task", () => {
    const targets = (ill: Column): readonly string[] =>
      failed({ ill })
        .filter(({ check }) => check === "target")
        .map(({ detail }) => detail)
    expect(targets(texts("no", "no", "no", "no"))).toEqual(["1 different values"])
    expect(targets(texts("", "", "", ""))).toEqual(["every value is missing"])
    expect(targets(texts("a", "b", "c", "c"))).toEqual(["3 different values, two wanted for a binary target"])
  })

  test("does not try a rule that is switched off", () => {
    const rules = ["rows", "range", "categories", "unique", "missing", "duplicates", "freshness", "unknownColumns"]
    const off = validateSettings.parse(Object.fromEntries(rules.map((rule) => [rule, "off"])))
    const checks = checkRows(schema, rowsOf(good), { settings: off })
    expect(new Set(checks.map(({ check }) => check))).toEqual(new Set(["present", "finite", "type", "target"]))
  })
})
