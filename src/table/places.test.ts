import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parsePlace } from "../schema/parse/place.ts"
import { profileFiles } from "./profile/profile.ts"
import { readRows } from "./read-rows.ts"
import { errorOf, schemaOf, useScratch, valuesOf } from "./scratch.test-support.ts"

const scratch = useScratch()

async function written(name: string, content: string): Promise<string> {
  await writeFile(join(scratch.root(), name), content)
  return name
}

const csv = 'id,at,n\na,"40.7128, -74.0060",1\nb,POINT(8.5417 47.3769),2\nc,,3\nd,"(1.2345, 103.5001)",4\n'
const lines = '{"at":"40.7128, -74.0060"}\n{"at":null}\n{"at":"POINT(8.5417 47.3769)"}\n{"at":"1.2345 103.5001"}\n'

const schema = schemaOf({ "at.latitude": "number", "at.longitude": "number" })

test.each([
  [
    "places.csv",
    csv,
    { latitude: [40.7128, 47.3769, undefined, 1.2345], longitude: [-74.006, 8.5417, undefined, 103.5001] },
  ],
  [
    "places.jsonl",
    lines,
    { latitude: [40.7128, undefined, 47.3769, 1.2345], longitude: [-74.006, undefined, 8.5417, 103.5001] },
  ],
] as const)("a column of places is read as two of numbers: %s", async (name, content, wanted) => {
  const file = await written(name, content)
  const { columns, advice } = await profileFiles([file], scratch.options())
  expect(
    columns.filter((column) => column.name.startsWith("at")).map((column) => `${column.name} ${column.type}`),
  ).toEqual(["at.latitude number", "at.longitude number"])
  expect(advice.map(({ text }) => text)).toContain(
    '"at" holds places; it is read as "at.latitude" and "at.longitude", in degrees',
  )
  const rows = await readRows(file, schema, { ...scratch.options(), columns: "all" })
  expect(valuesOf(rows.columns.get("at.latitude"))).toEqual(wanted.latitude)
  expect(valuesOf(rows.columns.get("at.longitude"))).toEqual(wanted.longitude)
})

test("degrees, minutes and seconds are the same bits as in a request", async () => {
  const texts = [`40°26'46"N 79°58'56"W`, "33° 51′ 25.2″ S, 151° 12.9′ E", "0.446°n 179.982°w", `0°0'1"S 0°0'0.5"E`]
  const quoted = texts.map((text) => `"${text.replaceAll('"', '""')}"`)
  const csvFile = await written("angles.csv", `at,n\n${quoted.map((text, row) => `${text},${row}`).join("\n")}\n`)
  const jsonFile = await written("angles.jsonl", texts.map((at) => JSON.stringify({ at })).join("\n"))
  const places = texts.map((text) => parsePlace(text))
  for (const file of [csvFile, jsonFile]) {
    const { columns } = await profileFiles([file], scratch.options())
    expect(columns.slice(0, 2).map(({ name, type }) => [name, type])).toEqual([
      ["at.latitude", "number"],
      ["at.longitude", "number"],
    ])
    const rows = await readRows(file, schema, { ...scratch.options(), columns: "all" })
    expect(valuesOf(rows.columns.get("at.latitude"))).toEqual(places.map((place) => place?.latitude))
    expect(valuesOf(rows.columns.get("at.longitude"))).toEqual(places.map((place) => place?.longitude))
  }
})

test("a cell that is no place is told of with its line", async () => {
  const file = await written("bad.csv", csv.replace("POINT(8.5417 47.3769)", "somewhere"))
  const error = await errorOf(readRows(file, schema, { ...scratch.options(), columns: "all" }))
  expect(error.code).toBe("table.value-unreadable")
  expect(error.message).toContain('line 3 of "bad.csv", column "at.latitude" wants a number and has "somewhere"')
})

test("a schema that has the column itself keeps it as words", async () => {
  const file = await written("words.csv", csv)
  const rows = await readRows(file, schemaOf({ at: "text" }), { ...scratch.options(), columns: "all" })
  expect(valuesOf(rows.columns.get("at"))).toContain("40.7128, -74.0060")
})
