import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Schema } from "../column.ts"
import { type ValidateSettings, validateSettings } from "../config.ts"
import type { Column, Rows } from "../rows.ts"
import { type CheckOptions, checkRows } from "./check.ts"
import { findRepeats } from "./repeats.ts"

const schema: Schema = {
  columns: [
    { name: "when", type: "datetime", role: "time", nullable: true },
    { name: "city", type: "category", role: "feature", nullable: true },
  ],
}

const rowsOf = (times: readonly number[], codes: readonly number[]): Rows => ({
  count: times.length,
  columns: new Map<string, Column>([
    ["when", { kind: "number", values: Float64Array.from(times) }],
    ["city", { kind: "string", codes: Int32Array.from(codes), words: ["Bern", "Oslo"] }],
  ]),
})

const hour = 3_600_000
const noon = Date.UTC(2024, 0, 10, 12)
const four = rowsOf([noon, noon - hour, noon - 2 * hour, Number.NaN], [0, 1, 0, 1])

const details = (
  rows: Rows,
  change: Partial<Record<keyof ValidateSettings, unknown>>,
  options: CheckOptions = {},
): readonly string[] =>
  checkRows(schema, rows, { settings: validateSettings.parse({ minRows: 1, ...change }), ...options })
    .filter(({ ok }) => !ok)
    .map(({ check, severity, detail }) => `${check} ${severity}: ${detail}`)

describe("checks of the table as a whole", () => {
  test("find too few and too many rows", () => {
    expect(details(four, { minRows: 5 })).toEqual(["rows error: 4 rows, at least 5 wanted"])
    expect(details(four, { maxRows: 3, rows: "warn" })).toEqual(["rows warn: 4 rows, at least 1 and at most 3 wanted"])
  })

  test("find a number of rows that changed since the last run", () => {
    expect(details(four, { maxRowsChange: 0.5 }, { lastRows: 10 })).toEqual([
      "rows-change error: 4 rows, 60 % fewer than the 10 of the last run, at most 50 % wanted",
    ])
    expect(details(four, { maxRowsChange: 0.5 }, { lastRows: 2 })).toHaveLength(1)
    expect(details(four, { maxRowsChange: 0.5 }, { lastRows: 3 })).toEqual([])
    expect(details(four, { maxRowsChange: 0.5 })).toEqual([])
  })

  test("find times that are too old, yet to come, or not there", () => {
    const at = (now: number): readonly string[] => details(four, { maxAgeHours: 24 }, { now })
    expect(at(noon + 24 * hour)).toEqual([])
    expect(at(noon + 73 * hour)).toEqual([
      "freshness error: the newest time is 2024-01-10T12:00:00, 3 days ago, at most 24 hours wanted",
    ])
    expect(at(noon - 20 * hour)).toEqual([])
    expect(at(noon - 25 * hour)).toEqual([
      "freshness error: the newest time is 2024-01-10T12:00:00, which is yet to come",
    ])
    const empty = rowsOf([Number.NaN, Number.NaN], [0, 1])
    expect(details(empty, { maxAgeHours: 24 }, { now: noon })).toEqual(["freshness error: every time is missing"])
    const timeless = { columns: schema.columns.slice(1) }
    const settings = validateSettings.parse({ minRows: 1, maxAgeHours: 24 })
    const [, freshness] = checkRows(timeless, four, { settings, now: noon })
    expect(freshness).toMatchObject({ check: "freshness", ok: false, detail: expect.stringContaining("role time") })
    expect(details(four, {}, { now: noon + 1e6 * hour })).toEqual([])
  })

  test("find more rows that come again than the settings allow", () => {
    const twice = rowsOf([noon, noon, Number.NaN, Number.NaN], [0, 0, 1, 1])
    expect(details(twice, {})).toEqual([
      "duplicates warn: 2 of 4 rows repeat an earlier one in all columns (50 %), first in row 2, at most 5 % wanted",
    ])
    expect(details(twice, { maxDuplicateShare: 0.5, duplicates: "error" })).toEqual([])
  })
})

test("columns that the schema does not name are told", () => {
  expect(details(four, {}, { extra: ["a", "b"] })).toEqual(['columns warn: schema.yaml does not name "a", "b"'])
  expect(details(four, { unknownColumns: "off" }, { extra: ["a"] })).toEqual([])
})

describe("findRepeats", () => {
  test("finds what comparing every pair of rows finds", () => {
    const cell = fc.record({ x: fc.constantFrom(0, 1, -1, 0.5, Number.NaN), code: fc.integer({ min: -1, max: 1 }) })
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 40 }), (list) => {
        const { columns, count } = rowsOf(
          list.map(({ x }) => x),
          list.map(({ code }) => code),
        )
        const texts = list.map(({ x, code }) => `${x} ${code}`)
        const repeated = texts.flatMap((text, row) => (texts.indexOf(text) < row ? [row] : []))
        expect(findRepeats([...columns.values()], count)).toEqual({ count: repeated.length, row: repeated[0] ?? -1 })
      }),
    )
  })
})
