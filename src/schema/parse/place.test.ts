import { expect, test } from "vitest"
import type { Schema } from "../column.ts"
import { parseCells } from "./parse-cells.ts"
import { parseRecords } from "./parse-records.ts"
import { arePlaces, parsePlace } from "./place.ts"

test.each([
  ["40.7128, -74.0060", 40.7128, -74.006],
  ["(40.7128,-74.0060)", 40.7128, -74.006],
  [" 47.3769;8.5417 ", 47.3769, 8.5417],
  ["[47.3769 8.5417]", 47.3769, 8.5417],
  ["POINT(-74.0060 40.7128)", 40.7128, -74.006],
  ["SRID=4326;Point (8 47)", 47, 8],
  [`40°26'46"N 79°58'56"W`, 40 + 26 / 60 + 46 / 3600, -(79 + 58 / 60 + 56 / 3600)],
  ["33° 51′ 25.2″ s, 151° 12.9′ e", -(33 + 51 / 60 + 25.2 / 3600), 151 + 12.9 / 60],
  ["40.446°N 79.982°W", 40.446, -79.982],
])("%s is a place", (text, latitude, longitude) => {
  expect(parsePlace(text)).toEqual({ latitude, longitude })
})

test.each([
  "",
  "40.7",
  "95.5, 10.2",
  "40.7, 190.5",
  "40.7, -74.0, 12",
  "here",
  "POINT(8)",
  "POINT(200 10)",
  `40°66'46"N 79°58'56"W`,
  `40°26'46"N`,
  "40°N 179°58' x",
])('"%s" is none', (text) => {
  expect(parsePlace(text)).toBeUndefined()
})

test("two numbers are a place by their decimals or by the name, and well-known text always is", () => {
  const exact = ["40.7128, -74.0060", "40.7130, -74.0100", "40.7001, -73.9001"]
  const rough = ["12.5, 13.2", "11.5, 3.2", "1.5, 99.2"]
  expect([arePlaces("a", exact), arePlaces("a", rough), arePlaces("pickup_location", rough)]).toEqual([
    true,
    false,
    true,
  ])
  expect(arePlaces("a", ["POINT(8 47)", "POINT(9 47)", "POINT(8 46)"])).toBe(true)
  expect(arePlaces("lonlat", exact)).toBe(false)
  expect(arePlaces("a", [...exact, "elsewhere"])).toBe(false)
})

const schema: Schema = {
  columns: ["from.latitude", "from.longitude"].map((name) => ({
    name,
    type: "number",
    role: "feature",
    nullable: true,
  })),
}

const numbers = (rows: ReturnType<typeof parseRecords>["rows"]): unknown =>
  [...rows.columns.values()].map((column) => (column.kind === "number" ? [...column.values] : column.words))

test("a request may name a place in one field or in two", () => {
  const { rows, problems } = parseRecords(schema, [
    { from: "40.5, -74.25" },
    { "from.latitude": 1, "from.longitude": 2 },
    { from: null },
  ])
  expect(problems).toEqual([])
  expect(numbers(rows)).toEqual([
    [40.5, 1, Number.NaN],
    [-74.25, 2, Number.NaN],
  ])
})

test("a field that is no place is one problem, which says what is wanted", () => {
  const { problems } = parseRecords(schema, [{ from: "here" }])
  expect(problems.map(({ field, code, wanted }) => [field, code, wanted])).toEqual([
    ["from", "wrong-type", 'a place such as "40.7128, -74.0060", or its latitude and longitude as two fields'],
  ])
})

test("a column of places in a text table is read as two", () => {
  const table = { header: ["from"], cells: [["40.5, -74.25"], ["POINT(8 47)"], ["here"]] }
  const { rows, problems } = parseCells(schema, table)
  expect(numbers(rows)).toEqual([
    [40.5, 47, Number.NaN],
    [-74.25, 8, Number.NaN],
  ])
  expect(problems.map(({ row, field }) => [row, field])).toEqual([
    [2, "from.latitude"],
    [2, "from.longitude"],
  ])
})
