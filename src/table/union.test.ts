import { expect, test } from "vitest"
import { profileFiles } from "./profile/profile.ts"
import { readRows } from "./read-rows.ts"
import { errorOf, hasRealTables, realTables, schemaOf, useScratch, valuesOf } from "./scratch.test-support.ts"

const scratch = useScratch()

const told = async (references: readonly string[]): Promise<readonly string[]> => {
  const { advice } = await profileFiles(references, scratch.options())
  return advice.filter(({ kind }) => kind === "files").map(({ text }) => text)
}

test("the tables of a folder are one table, in the order of their names, and other files in it are passed over", async () => {
  await scratch.put("months/2.csv", "size,price\n3,4\n")
  await scratch.put("months/1.csv", "size,price\n1,2\n")
  await scratch.put("months/README.md", "# Months")
  await scratch.put("months/.2.csv.swp", "x")
  const { columns } = await readRows("months", schemaOf({ size: "integer" }), { ...scratch.options(), columns: "all" })
  expect(valuesOf(columns.get("size"))).toEqual([1, 3])
  expect(await told(["months"])).toEqual(["2 files with the same columns are read as one table"])
})

test("a folder without tables says so, and which folders it has", async () => {
  await scratch.put("parts/2024/1.csv", "size,price\n3,4\n")
  const error = await errorOf(profileFiles(["parts"], scratch.options()))
  expect([error.code, error.message]).toEqual(["table.folder-empty", expect.stringContaining('"2024"')])
  expect((await profileFiles(["parts/**/*.csv"], scratch.options())).rows).toBe(1)
})

test("what files do not agree on is told: columns that are missing, names and types", async () => {
  await scratch.put("mixed/1.jsonl", '{"size": 1, "Fee": 1, "note": "a"}\n')
  await scratch.put("mixed/2.jsonl", '{"size": 2.5, "fee": 2}\n')
  expect(await told(["mixed"])).toEqual([
    '"mixed/2.jsonl" lacks 1 column that other files have: "note"; their values are missing there',
    '"Fee" is called "fee" in 1 file; it is read as one column',
    '"size" holds whole numbers in "mixed/1.jsonl" and numbers in "mixed/2.jsonl"; it is read as numbers',
  ])
  const { changes } = await profileFiles(["mixed"], scratch.options())
  expect(changes.map(({ column, absentFrom, differs }) => [column, absentFrom.length, differs.length])).toEqual([
    ["size", 0, 2],
    ["Fee", 0, 2],
    ["note", 1, 0],
  ])
})

test.skipIf(!hasRealTables)(
  "three months of green taxi are one table, and the columns that came later are told",
  async () => {
    const { rows, changes } = await profileFiles([`${realTables}/nyc_green_taxi`], scratch.options())
    expect(rows).toBe(183_261)
    expect(changes.filter(({ absentFrom }) => absentFrom.some((file) => file.endsWith("2022-01.parquet"))).length).toBe(
      15,
    )
  },
)

test("structures of JSON are columns of their own, and lists their JSON text, which is told", async () => {
  const file = await scratch.put(
    "nested.json",
    JSON.stringify([
      {
        id: 1,
        place: { city: "Rome", at: { lat: 41.9, lon: 12.5 } },
        tags: ["a", "b"],
        sizes: [1.5, 2],
        days: ["2024-01-31"],
      },
      { id: 2, place: { city: "Oslo", at: { lat: 59.9 } }, tags: [], sizes: [], days: [] },
    ]),
  )
  const { columns, advice } = await profileFiles([file], scratch.options())
  expect(columns.map(({ name, type }) => [name, type])).toEqual([
    ["id", "integer"],
    ["place.city", "string"],
    ["place.at.lat", "number"],
    ["place.at.lon", "number"],
    ["tags", "string"],
    ["sizes", "string"],
    ["days", "string"],
  ])
  expect(advice.filter(({ kind }) => kind === "type").map(({ column }) => column)).toEqual(["tags", "sizes", "days"])
  const wanted = schemaOf({ "place.at.lon": "number", tags: "text", sizes: "text" })
  const { columns: values } = await readRows(file, wanted, {
    ...scratch.options(),
    columns: "all",
  })
  expect(valuesOf(values.get("place.at.lon"))).toEqual([12.5, undefined])
  expect(valuesOf(values.get("tags"))).toEqual(['["a","b"]', "[]"])
  expect(valuesOf(values.get("sizes"))).toEqual(["[1.5,2.0]", "[]"])
})

test.each([
  ['{"rows": [{"size": 1}, {"size": 2}], "count": 2}', 'in its part "rows"'],
  ['{"size": {"0": 1, "1": 2}, "price": {"0": 3, "1": 4}}', "a list of values a column"],
  ['{"size": [1, 2], "price": [3, 4]}', "a list of values a column"],
  ["[[1, 2], [3, 4]]", "no objects"],
])("a JSON document that is not one object a row is refused: %s", async (text, said) => {
  const error = await errorOf(profileFiles([await scratch.put("shape.json", text)], scratch.options()))
  expect([error.code, error.message]).toEqual(["table.json-not-rows", expect.stringContaining(said)])
})
