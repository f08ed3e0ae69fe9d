import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { seededRandom, shuffle } from "../base/index.ts"
import type { ColumnSchema, Schema } from "./column.ts"
import { detectDrift } from "./drift/drift.ts"
import { parseCells } from "./parse/parse-cells.ts"
import { parseRecords } from "./parse/parse-records.ts"
import { recordsOf } from "./parse/records-of.ts"
import { type Rows, takeRows } from "./rows.ts"
import { sketchRows } from "./sketch/sketch.ts"

const file = join(import.meta.dirname, "../../../shared/data/california_housing/housing.csv")
const present = existsSync(file)
if (!present) console.warn(`skipped: no table at ${file}`)

const names = [
  "longitude",
  "latitude",
  "housing_median_age",
  "total_rooms",
  "total_bedrooms",
  "population",
  "households",
  "median_income",
  "median_house_value",
]

const schema: Schema = {
  columns: [
    ...names.map(
      (name): ColumnSchema => ({ name, type: "number", role: "feature", nullable: name === "total_bedrooms" }),
    ),
    { name: "ocean_proximity", type: "category", role: "feature", nullable: false },
  ],
}

const readTable = (): ReturnType<typeof parseCells> => {
  const [header = [], ...cells] = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","))
  return parseCells(schema, { header, cells })
}

const halves = (rows: Rows, order: Int32Array): readonly [Rows, Rows] => {
  const middle = rows.count >> 1
  return [takeRows(rows, order.subarray(0, middle)), takeRows(rows, order.subarray(middle))]
}

const driftBetween = ([before, after]: readonly [Rows, Rows]): ReturnType<typeof detectDrift> =>
  detectDrift(sketchRows(schema, before), after)

describe.skipIf(!present)("the table of Californian block groups", () => {
  test("is read whole, with its 207 gaps, and again from its records", () => {
    const { rows, problems, warnings } = readTable()
    expect([rows.count, problems, warnings]).toEqual([20640, [], []])
    expect(sketchRows(schema, rows).columns.map(({ missing }) => missing)).toEqual([0, 0, 0, 0, 207, 0, 0, 0, 0, 0])
    expect(parseRecords(schema, recordsOf(schema, rows)).rows).toEqual(rows)
  })

  test("does not drift between random halves, whole or in small samples", () => {
    const { rows } = readTable()
    const alarms = Array.from({ length: 20 }, (_, seed) => {
      const order = shuffle(
        Int32Array.from({ length: rows.count }, (_, row) => row),
        seededRandom(seed),
      )
      const sizes = [rows.count, 2400, 600, 100]
      return sizes.map(
        (size) =>
          driftBetween(halves(rows, order.slice(0, size) as Int32Array)).columns.filter(({ drifted }) => drifted)
            .length,
      )
    })
    // 80 tables with one false alarm in twenty
    expect(alarms.flat().reduce((sum, count) => sum + count, 0)).toBeLessThan(12)
  })

  test("drifts between its first and its last half, which lie in other places", () => {
    const { rows } = readTable()
    const drift = driftBetween(
      halves(
        rows,
        Int32Array.from({ length: rows.count }, (_, row) => row),
      ),
    )
    const moved = drift.columns.filter(({ drifted }) => drifted).map(({ column }) => column)
    expect(moved).toEqual(expect.arrayContaining(["longitude", "latitude", "ocean_proximity"]))
  })
})
